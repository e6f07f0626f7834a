"""The multilayer perceptron.

h_0 = x;  z_l = h_{l-1} W_l + b_l;  h_l = f(z_l), or h_{l-1} + f(z_l) with `residual` where the widths agree;
y = h_L W_{L+1} + b_{L+1}. With `normalization` N, z_l = N(h_{l-1} W_l) + b_l.

Backward, d_ being the gradient of the loss:
d_h_L = d_y W_{L+1}^T;  d_z_l = d_h_l * f'(z_l);  d_h_{l-1} = d_z_l W_l^T (+ d_h_l with `residual`);
d_W_l = h_{l-1}^T d_z_l;  d_b_l = sum over the batch of d_z_l. With N, the product's gradient stands for d_z_l
everywhere but in d_b_l.

Shapes: x (runs, batch, features); h, z (runs, layers, batch, width); W_l (runs, fan_in, fan_out).
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.activations import ACTIVATIONS
from simulator.kernels.normalization import Normalization
from simulator.network_settings import MlpSettings
from simulator.norms import row_of_ones
from simulator.parameters import Layer, Layout, Matrix
from simulator.tasks import TaskShape

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
    """A stack of perceptrons of one shape, with the workspaces that all its updates share."""

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
        self.drive = np.zeros(shape, dtype) if self.activation.keeps_drive else self.activated
        self.hidden = np.zeros(shape, dtype) if settings.residual else self.activated
        self.slopes = np.zeros(shape, dtype)
        self.normalization = None
        self.products, self.d_products = self.drive, self.slopes
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

    def _keep_views(self, parameters: Array, gradients: Array) -> None:
        """Slicing costs as much as a small product, so every view is made once."""
        weights, d_weights = self.layout.views(parameters), self.layout.views(gradients)
        numbers = range(1, self.depth + 2)
        self.weights = [weights[f"W{number}"] for number in numbers]
        self.transposed = [np.swapaxes(matrix, -1, -2) for matrix in self.weights]
        self.biases = [weights[f"b{number}"] for number in numbers]
        self.layer_drive = [self.drive[:, layer] for layer in range(self.depth)]
        self.layer_product = [self.products[:, layer] for layer in range(self.depth)]
        self.layer_d_product = [self.d_products[:, layer] for layer in range(self.depth)]
        self.layer_activated = [self.activated[:, layer] for layer in range(self.depth)]
        self.layer_hidden = [self.hidden[:, layer] for layer in range(self.depth)]
        self.layer_slopes = [self.slopes[:, layer] for layer in range(self.depth)]
        self.d_first = d_weights["W1"], d_weights["b1"]
        self.d_last = d_weights[f"W{self.depth + 1}"], d_weights[f"b{self.depth + 1}"]
        self.top_transposed = np.swapaxes(self.layer_hidden[-1], -1, -2)
        # The hidden layers after the first have one shape: their gradients are one stacked product.
        if self.depth > 1:
            inner = self._inner_block(gradients)
            width = inner.shape[-1]
            self.d_inner_weights, self.d_inner_biases = inner[:, :, :width], inner[:, :, width:]
            self.below_inner = np.swapaxes(self.hidden[:, :-1], -1, -2)
            self.d_inner_drive, self.d_inner_product = self.slopes[:, 1:], self.d_products[:, 1:]

    def _inner_block(self, gradients: Array) -> Array:
        width = self.hidden.shape[-1]
        start = self.layout.layers[0].rows * width
        size = (width + 1) * width
        stretch = gradients[:, start : start + (self.depth - 1) * size]
        return stretch.reshape(len(gradients), self.depth - 1, width + 1, width)

    def forward(self, inputs: Array) -> Array:
        below = inputs
        for layer in range(self.depth):
            drive, activated = self.layer_drive[layer], self.layer_activated[layer]
            product = self.layer_product[layer]
            np.matmul(below, self.weights[layer], out=product)
            if self.normalization is not None:
                self.normalization.forward(layer, product)
            np.add(product, self.biases[layer], out=drive)
            self.activation.apply(drive, activated)
            if self.adds_below[layer]:
                np.add(below, activated, out=self.layer_hidden[layer])
            elif self.hidden is not self.activated:
                self.layer_hidden[layer][...] = activated
            below = self.layer_hidden[layer]
        np.matmul(below, self.weights[-1], out=self.outputs)
        self.outputs += self.biases[-1]
        return self.outputs

    def evaluate_slopes(self) -> None:
        self.activation.slope(self.drive, self.activated, self.slopes)

    def backward(self, inputs: Array, d_outputs: Array) -> None:
        np.matmul(d_outputs, self.transposed[-1], out=self.d_hidden)
        for layer in range(self.depth - 1, -1, -1):
            d_drive = self.layer_slopes[layer]
            d_drive *= self.d_hidden  # f'(z) becomes d_z in its own place
            if self.normalization is not None:
                self.normalization.backward(layer, d_drive, self.layer_product[layer])
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
        np.matmul(self.ones, self.layer_slopes[0], out=self.d_first[1])
        if self.depth > 1:
            np.matmul(self.below_inner, self.d_inner_product, out=self.d_inner_weights)
            np.matmul(self.ones, self.d_inner_drive, out=self.d_inner_biases)
        np.matmul(self.top_transposed, d_outputs, out=self.d_last[0])
        np.matmul(self.ones, d_outputs, out=self.d_last[1])

    def input_gradient(self) -> Array:
        """dLoss/dx, (runs, batch, features), after backward."""
        through = np.asarray(np.matmul(self.layer_d_product[0], self.transposed[0]))
        return through + self.d_hidden if self.adds_below[0] else through

    def hidden_values(self) -> list[Array]:
        return [self.hidden]

    def hidden_slopes(self) -> list[Array]:
        return [self.slopes]

    def state_gradients(self) -> list[Array]:
        return []
