"""Every way in which a formula can be nested that the renderer knows: what opens it, and what closes it."""

BRACED = (
    "", "x^", "x_", "x_{a}^", r"\frac", r"\frac{a}", r"\binom{a}", r"\sqrt", r"\overset{a}", r"\underset{a}", r"\hat",
    r"\mathbf", r"\mathrm", r"\operatorname", r"\overline", r"\underbrace", r"\boxed", r"\color{red}", r"\phantom",
    r"\cancel", r"\substack", r"\text", r"\mathop", r"\xrightarrow", r"\displaystyle", r"\sum_", r"\lim_", r"\not",
)  # fmt: skip
ENVIRONMENTS = ("matrix", "pmatrix", "cases", "aligned", "align", "array}{c", "gather", "split")
NESTING = [
    *((f"{command}{{", "}") for command in BRACED),
    *((rf"\begin{{{name}}}", rf"\end{{{name.split('}')[0]}}}") for name in ENVIRONMENTS),
    (r"\left(", r"\right)"),
    (r"\left\{", r"\right."),
    (r"\sqrt[", "]{a}"),
    *(
        (rf"\{name} ", "")
        for name in ("hat", "sqrt", "mathbf", "frac a", "bar", "displaystyle", "not", "vec")
    ),
    (r"\frac ", " a"),
]
