"""The same experiment as a short script in another framework."""

from simulator.scripts.keras import to_keras
from simulator.scripts.pytorch import to_pytorch

__all__ = ["to_keras", "to_pytorch"]
