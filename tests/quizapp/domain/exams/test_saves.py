"""In whatever order saves arrive, and however often, what was typed last is the answer."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.exams.saves import Save, Standing, is_blank, judge_save

START = datetime(2026, 11, 29, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def after(standing: Standing, save: Save) -> Standing:
    """What is stored after this save, as `services.exam_answers` stores it."""
    outcome = judge_save(standing, save)
    if outcome == "repeated":
        return standing
    sequences = {**(standing.sequences or {}), save.device: save.sequence}
    if outcome == "superseded":
        return Standing(standing.revision, standing.device, standing.typed_at, sequences)
    return Standing(standing.revision + 1, save.device, save.typed_at, sequences)


@given(st.permutations([1, 2, 3, 4, 5]), st.lists(st.integers(1, 5), max_size=6))
def test_saves_of_one_device_may_arrive_late_and_twice(order: list[int], again: list[int]) -> None:
    standing = Standing()
    for sequence in [*order, *again]:
        standing = after(standing, Save("tab", sequence, 0, at(sequence)))
    assert standing.typed_at == at(5)
    assert standing.sequences == {"tab": 5}


@given(st.permutations([("laptop", 1, 10), ("phone", 1, 20), ("laptop", 2, 30), ("phone", 2, 25)]))
def test_of_two_devices_that_do_not_know_of_each_other_what_was_typed_last_counts(
    order: list[tuple[str, int, int]],
) -> None:
    standing = Standing()
    for device, sequence, typed in order:
        standing = after(standing, Save(device, sequence, 0, at(typed)))
    assert (standing.device, standing.typed_at) == ("laptop", at(30))


def test_a_device_that_has_seen_an_answer_changes_it_whatever_its_clock_says() -> None:
    standing = after(Standing(), Save("phone", 1, 0, at(100)))
    save = Save("laptop", 1, standing.revision, at(50))
    assert judge_save(standing, save) == "stored"


def test_what_was_typed_earlier_elsewhere_does_not_replace_it() -> None:
    standing = after(Standing(), Save("phone", 1, 0, at(100)))
    assert judge_save(standing, Save("laptop", 1, 0, at(50))) == "superseded"
    assert judge_save(standing, Save("phone", 1, 0, at(200))) == "repeated"


def test_blank_is_what_nothing_was_filled_into() -> None:
    for blank in (None, "", "  ", [], {}, {"gap-1": " "}, [""]):
        assert is_blank(blank)
    for filled in ("0", 0, False, ["a"], {"gap-1": "x", "gap-2": ""}):
        assert not is_blank(filled)
