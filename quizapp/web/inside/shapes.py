"""The parts of the graph of a pass. Each has the stage in which it appears."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Square:
    x: float
    y: float
    size: float
    level: str
    told: str


@dataclass(frozen=True)
class Cells:
    """The numbers of one array for the chosen sample. stage: in which it is computed."""

    letter: str
    letter_x: float
    letter_y: float
    stage: int
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Box:
    """A node of the graph. stage, back_stage: in which it and its gradient are computed; stages: all its stages."""

    x: float
    y: float
    width: float
    height: float
    label: str
    stage: int
    back_stage: int | None
    stages: tuple[int, ...]
    cells: tuple[Cells, ...] = ()
    words: tuple[str, ...] = ()
    below: str = ""


@dataclass(frozen=True)
class Arrow:
    """A connection; the gradient is drawn beside it, wider for larger norms."""

    x1: float
    y1: float
    x2: float
    y2: float
    name: str
    stage: int
    back_stage: int | None = None
    back_width: float = 0.0
    is_cut: bool = False
    starts_at: str = ""

    @property
    def is_level(self) -> bool:
        return self.y1 == self.y2


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    stage: int
    letter: str
    told: str
    series: str = ""
    factor: str = ""
    factor_x: float = 0.0
    factor_y: float = 0.0
    line: tuple[float, float, float, float] | None = None


@dataclass
class Graph:
    width: float = 0.0
    height: float = 0.0
    strip_top: float = 0.0
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
