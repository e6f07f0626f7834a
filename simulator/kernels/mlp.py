"""The multilayer perceptron of `equations.mlp`, fast, with its output layer.

What differs, and why: the layers' values lie in one array, so that f' is one pass over all layers and the gradients of
all hidden layers but the first, which have one shape, are one stacked product; runs of one shape share every call.
Everything is written into arrays that are kept for the whole training: h takes the place of z where f' follows from h
alone, d_z that of f'(z), and the product that of what normalization makes of it.

Shapes: x (runs, batch, features); h, z (runs, layers, batch, width); W_l (runs, fan_in, fan_out).
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.activations import ACTIVATIONS
from simulator.kernels.normalization import Normalization
from simulator.kernels.parameters import Layer, Layout, Matrix
from simulator.kernels.workspaces import row_of_ones
from simulator.settings.networks import MlpSettings
from simulator.tasks.task import TaskShape

Array: TypeAlias = NDArray[Any]


def mlp_layout(settings: MlpSettings, task: TaskShape) -> Layout:
    """W1, b1 … of the hidden layers, then W, b of the output layer with the next number."""
    width, layers, fan_in = settings.width, [], task.features
    for number in range(1, settings.depth + 1):
        weights = Matrix(f"W{number}", "input", fan_in, width)
        layers.append(Layer(f"hidden_{number}", (weights, Matrix(f"b{number}", "bias", 1, width))))
        fan_in = width
    last = settings.depth + 1
    weights = Matrix(f"W{last}", "output", width, task.outputs)
    layers.append(Layer("output", (weights, Matrix(f"b{last}", "output_bias", 1, task.outputs))))
    return Layout(layers)


class Mlp:
    """A stack of multilayer perceptrons of one shape, with the workspaces that all its updates share."""

    def __init__(
        self,
        settings: MlpSettings,
        task: TaskShape,
        layout: Layout,
        batch: int,
        dtype: np.dtype[Any],
        parameters: Array,
        gradients: Array,
    ) -> None:
        runs, depth, width = len(parameters), settings.depth, settings.width
        self.layout, self.depth = layout, depth
        self.activation = ACTIVATIONS[settings.activation]
        shape = (runs, depth, batch, width)
        self.activated = np.zeros(shape, dtype)
        keeps_pre_activation = self.activation.keeps_pre_activation
        self.pre_activations = np.zeros(shape, dtype) if keeps_pre_activation else self.activated
        self.hidden = np.zeros(shape, dtype) if settings.residual else self.activated
        self.derivatives = np.zeros(shape, dtype)
        self.normalization = None
        self.products, self.d_products = self.pre_activations, self.derivatives
        if settings.normalization != "none":
            self.normalization = Normalization(settings.normalization, runs, depth, batch, width, dtype)
            self.products = self.d_products = np.zeros(shape, dtype)
        self.d_hidden = np.zeros((runs, batch, width), dtype)
        self.d_below = np.zeros((runs, batch, width), dtype)
        self.outputs = np.zeros((runs, batch, task.outputs), dtype)
        self.ones = row_of_ones(batch, dtype)
        self.adds_below = [
            settings.residual and (layer > 0 or task.features == width) for layer in range(depth)
        ]
        self._keep_views(parameters, gradients)
        self.hidden_values, self.hidden_derivatives = [self.hidden], [self.derivatives]
        self.state_gradients: list[Array] = []

    def _keep_views(self, parameters: Array, gradients: Array) -> None:
        """Slicing costs as much as a small product, so every view is made once."""
        weights, d_weights = self.layout.views(parameters), self.layout.views(gradients)
        numbers = range(1, self.depth + 2)
        self.weights = [weights[f"W{number}"] for number in numbers]
        self.transposed = [np.swapaxes(matrix, -1, -2) for matrix in self.weights]
        self.biases = [weights[f"b{number}"] for number in numbers]
        self.layer_pre_activation = [self.pre_activations[:, layer] for layer in range(self.depth)]
        self.layer_product = [self.products[:, layer] for layer in range(self.depth)]
        self.layer_d_product = [self.d_products[:, layer] for layer in range(self.depth)]
        self.layer_activated = [self.activated[:, layer] for layer in range(self.depth)]
        self.layer_hidden = [self.hidden[:, layer] for layer in range(self.depth)]
        self.layer_derivatives = [self.derivatives[:, layer] for layer in range(self.depth)]
        self.d_first = d_weights["W1"], d_weights["b1"]
        self.d_last = d_weights[f"W{self.depth + 1}"], d_weights[f"b{self.depth + 1}"]
        self.top_transposed = np.swapaxes(self.layer_hidden[-1], -1, -2)
        # The hidden layers after the first have one shape: their gradients are one stacked product.
        if self.depth > 1:
            inner = self._inner_block(gradients)
            width = inner.shape[-1]
            self.d_inner_weights, self.d_inner_biases = inner[:, :, :width], inner[:, :, width:]
            self.below_inner = np.swapaxes(self.hidden[:, :-1], -1, -2)
            self.d_inner_pre_activation = self.derivatives[:, 1:]
            self.d_inner_product = self.d_products[:, 1:]

    def _inner_block(self, gradients: Array) -> Array:
        width = self.hidden.shape[-1]
        start = self.layout.layers[0].rows * width
        size = (width + 1) * width
        stretch = gradients[:, start : start + (self.depth - 1) * size]
        return stretch.reshape(len(gradients), self.depth - 1, width + 1, width)

    def forward(self, inputs: Array) -> Array:
        below = inputs
        for layer in range(self.depth):
            product, activated = self.layer_product[layer], self.layer_activated[layer]
            pre_activation = self.layer_pre_activation[layer]
            np.matmul(below, self.weights[layer], out=product)
            if self.normalization is not None:
                self.normalization.forward(layer, product)
            np.add(product, self.biases[layer], out=pre_activation)
            self.activation.apply(pre_activation, activated)
            if self.adds_below[layer]:
                np.add(below, activated, out=self.layer_hidden[layer])
            elif self.hidden is not self.activated:
                self.layer_hidden[layer][...] = activated
            below = self.layer_hidden[layer]
        np.matmul(below, self.weights[-1], out=self.outputs)
        self.outputs += self.biases[-1]
        self.activation.derivative(self.pre_activations, self.activated, self.derivatives)
        return self.outputs

    def backward(self, inputs: Array, d_outputs: Array) -> None:
        np.matmul(d_outputs, self.transposed[-1], out=self.d_hidden)
        for layer in range(self.depth - 1, -1, -1):
            d_pre_activation = self.layer_derivatives[layer]
            d_pre_activation *= self.d_hidden
            if self.normalization is not None:
                self.normalization.backward(layer, d_pre_activation, self.layer_product[layer])
            if layer == 0:
                break
            d_product = self.layer_d_product[layer]
            if self.adds_below[layer]:
                np.matmul(d_product, self.transposed[layer], out=self.d_below)
                self.d_hidden += self.d_below
            else:
                np.matmul(d_product, self.transposed[layer], out=self.d_hidden)
        self._weight_gradients(inputs, d_outputs)

    def _weight_gradients(self, inputs: Array, d_outputs: Array) -> None:
        np.matmul(np.swapaxes(inputs, -1, -2), self.layer_d_product[0], out=self.d_first[0])
        np.matmul(self.ones, self.layer_derivatives[0], out=self.d_first[1])
        if self.depth > 1:
            np.matmul(self.below_inner, self.d_inner_product, out=self.d_inner_weights)
            np.matmul(self.ones, self.d_inner_pre_activation, out=self.d_inner_biases)
        np.matmul(self.top_transposed, d_outputs, out=self.d_last[0])
        np.matmul(self.ones, d_outputs, out=self.d_last[1])

    def input_gradient(self) -> Array:
        """dLoss/dx, (runs, batch, features), after backward."""
        through = np.asarray(np.matmul(self.layer_d_product[0], self.transposed[0]))
        return through + self.d_hidden if self.adds_below[0] else through
