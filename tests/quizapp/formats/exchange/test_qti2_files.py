"""Interactions and response processing of QTI 2 and 3 as the many programs that write it spell them."""

from tests.quizapp.formats.exchange.reading import losses, only_item, read, right_texts


def declared(
    kind: str, correct: str = "", cardinality: str = "single", mapped: dict[str, float] | None = None
) -> str:
    values = "".join(f"<value>{value}</value>" for value in correct.split(","))
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{worth}"/>' for key, worth in (mapped or {}).items()
    )
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{kind}">'
        + (f"<correctResponse>{values}</correctResponse>" if correct else "")
        + (f"<mapping>{entries}</mapping>" if entries else "")
        + "</responseDeclaration>"
    )


def item(declaration: str, body: str, processing: str = "") -> str:
    return (
        f'<assessmentItem identifier="i" title="T">{declaration}<itemBody>{body}</itemBody>'
        f"<responseProcessing>{processing}</responseProcessing></assessmentItem>"
    )


def choice(*options: str) -> str:
    inside = "".join(f'<simpleChoice identifier="{each}">{each}</simpleChoice>' for each in options)
    start = '<choiceInteraction responseIdentifier="R" maxChoices="0"><prompt>Pick.</prompt>'
    return f"{start}{inside}</choiceInteraction>"


def when(condition: str, score: float) -> str:
    value = f'<baseValue baseType="float">{score}</baseValue>'
    return (
        f'<responseIf>{condition}<setOutcomeValue identifier="SCORE">{value}</setOutcomeValue></responseIf>'
    )


def equals(value: str) -> str:
    return f'<match><variable identifier="R"/><baseValue baseType="string">{value}</baseValue></match>'


def test_a_slider_is_a_number_within_the_range_that_counts_fully() -> None:
    mapped = {"3": 0.5, "4": 1, "5": 1, "6": 1, "8": 0.5}
    slider = '<sliderInteraction responseIdentifier="R" lowerBound="0" upperBound="9"/>'
    text = item(declared("integer", "5", mapped=mapped), slider)
    found = only_item(text)
    assert (found["key"], found["tolerance"]) == (5.0, {"absolute": 1.0})
    assert [each["value"] for each in found["mistakes"]] == [3.0, 8.0]
    assert any("The slider from 0 to 9" in each for each in losses(text))


def test_the_right_options_may_stand_in_the_processing_only() -> None:
    several = "<multiple><baseValue>a</baseValue><baseValue>c</baseValue></multiple>"
    text = item(
        declared("identifier", cardinality="multiple"), choice("a", "b", "c"),
        when(f'<match><variable identifier="R"/>{several}</match>', 1),
    )  # fmt: skip
    assert right_texts(only_item(text)) == ["a", "c"]


def test_wordings_that_count_in_part_are_common_mistakes_and_named() -> None:
    correct = '<match><variable identifier="R"/><correct identifier="R"/></match>'
    text = item(
        declared("string", "momentum"),
        '<p>It keeps its <textEntryInteraction responseIdentifier="R"/> going.</p>',
        when(correct, 2) + when(f"<or>{equals('speed')}{equals('inertia')}</or>", 1),
    )
    (gap,) = only_item(text)["gaps"]
    assert gap["mistakes"][0]["given"] == ["speed", "inertia"]
    assert any("“inertia” counted 50 percent" in each for each in losses(text))


def test_pairs_of_one_set_become_two_sides_and_this_is_named() -> None:
    entries = "".join(
        f'<simpleAssociableChoice identifier="{each}">{each}</simpleAssociableChoice>'
        for each in ("key", "lock", "q", "k")
    )
    text = item(
        declared("pair", "key lock,q k", "multiple", {"key lock": 2, "q k": 1}),
        f'<associateInteraction responseIdentifier="R">{entries}</associateInteraction>',
    )
    assert [entry["text"]["en"] for entry in only_item(text)["left"]] == ["key", "q"]
    said = " ".join(losses(text))
    assert "paired with each other" in said
    assert "counted differently" in said


def test_what_is_left_out_stays_to_be_read_with_its_choices_and_pictures() -> None:
    spot = (
        '<hotspotInteraction responseIdentifier="R"><prompt>Where is it?</prompt><object data="map.png">A map</object>'
        "</hotspotInteraction>"
    )
    text = item(declared("identifier", "A"), f"<p>Look.</p>{spot}")
    (draft,) = read(text).drafts
    assert draft.document["prompt"]["en"].split("\n\n") == ["Look.", "Where is it?", "A map"]
    assert any("map.png" in each for each in losses(text))
    (poll,) = read(item(declared("identifier"), choice("yes", "no"))).drafts
    assert poll.document["prompt"] == {"en": "Pick.\n\n- yes\n- no"}


def test_a_question_inside_feedback_is_named_and_never_a_text_that_asks_nothing() -> None:
    text = item(
        declared("identifier", "a"),
        f'<feedbackBlock identifier="f" outcomeIdentifier="F" showHide="show">{choice("a", "b")}</feedbackBlock>',
    )
    drafts = read(text)
    assert not drafts.is_complete
    assert any("only after some answers is dropped: choiceinteraction" in each for each in losses(text))


def test_a_recording_beside_a_question_is_named_and_the_question_stays() -> None:
    played = '<mediaInteraction responseIdentifier="M"><object data="a/talk.mp3"/></mediaInteraction>'
    text = item(declared("identifier", "a", "multiple"), played + choice("a", "b"))
    assert right_texts(only_item(text)) == ["a"]
    assert any("talk.mp3" in each for each in losses(text))
