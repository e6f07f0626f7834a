"""What the picture of a pass is made of. Everything knows the stage in which it comes to be."""

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
    """The chosen sample's numbers of one array. stage: in which it is made."""

    letter: str
    letter_x: float
    letter_y: float
    stage: int
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Box:
    """A node of the graph. stage, back_stage: where it is made, and where its gradient is; stages: all about it."""

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
    """A connection; its way back is drawn beside it, the wider the more gradient it carries."""

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
