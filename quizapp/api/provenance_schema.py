"""What computed a result: the same document wherever a result is given."""

from pydantic import Field

from quizapp.api.bodies import ResponseBody


class ComputedByShown(ResponseBody):
    """Each a text; "unknown" where it could not be told.

    The same experiment gives the same bits with the same simulator, NumPy, BLAS kernel and processor family. Elsewhere
    the numbers agree to rounding, and a run close to the border between two outcomes can end differently.
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
