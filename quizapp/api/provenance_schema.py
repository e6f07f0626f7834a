"""The computing environment of a result: the same document for every result."""

from pydantic import Field

from quizapp.api.bodies import ResponseBody


class ComputedByShown(ResponseBody):
    """Each is a text, "unknown" if it could not be determined.

    The same experiment gives the same bits with the same simulator, NumPy, BLAS kernel, and processor family.
    Elsewhere the numbers agree within rounding error, and a run close to the border between two outcomes can end
    differently.
    """

    simulator: str = Field(description="Version")
    numpy: str = Field(description="Version")
    numpy_simd: str = Field(description="The highest instruction set that NumPy's own loops use")
    blas: str = Field(description="The library of the matrix products")
    blas_version: str
    blas_kernel: str = Field(description="The kernel it uses on this processor")
    architecture: str
    processor: str = Field(description="Its model name")
    processor_family: str = Field(description="Vendor, family and model")
