"""QTI 1.2 as its many writers spell it: blanks in brackets, fields between texts, Blackboard, references to banks."""

from typing import Any

from tests.quizapp.formats.exchange.reading import kinds, losses, only_item, read, right_texts, zipped


def item(presentation: str, conditions: str = "", fields: str = "", attributes: str = "") -> str:
    return (
        f'<questestinterop><item ident="i" title="Q"{attributes}><itemmetadata><qtimetadata>{fields}</qtimetadata>'
        f"</itemmetadata><presentation>{presentation}</presentation><resprocessing><outcomes>"
        f'<decvar maxvalue="100" varname="SCORE"/></outcomes>{conditions}</resprocessing></item></questestinterop>'
    )


def material(text: str) -> str:
    return f"<material><mattext>{text}</mattext></material>"


def choices(ident: str, *labels: str, attributes: str = "", cardinality: str = "Single") -> str:
    options = "".join(
        f'<response_label ident="{ident}{number}"{attributes}>{material(label)}</response_label>'
        for number, label in enumerate(labels)
    )
    return (
        f'<response_lid ident="response_{ident}" rcardinality="{cardinality}">{material(ident)}'
        f"<render_choice>{options}</render_choice></response_lid>"
    )


def right(ident: str, value: str, score: str = "100", action: str = "Add") -> str:
    return (
        f'<respcondition><conditionvar><varequal respident="{ident}">{value}</varequal></conditionvar>'
        f'<setvar varname="SCORE" action="{action}">{score}</setvar></respcondition>'
    )


def field(label: str, entry: str) -> str:
    return f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"


def gaps(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = only_item(text)["gaps"]
    return found


def test_blanks_that_only_stand_in_brackets_are_told_by_their_labels() -> None:
    text = item(
        material("A [unit] fires, and an [opt] learns.")
        + choices("unit", "neuron", "Neuron")
        + choices("opt", "Adam", "GELU"),
        right("response_unit", "unit0", "50") + right("response_opt", "opt0", "50"),
    )
    words, choice = gaps(text)
    assert words["accepted"] == {"en": ["neuron", "Neuron"]}
    assert right_texts(choice) == ["Adam"]


def test_a_blank_that_is_a_list_to_choose_from_accepts_only_its_right_label() -> None:
    kind = field("question_type", "fill_in_multiple_blanks_question")
    labels = choices("gate", "forget", "output", attributes=' answer_type="dropdown"')
    text = item(material("The [gate] gate.") + labels, right("response_gate", "gate0"), kind)
    assert right_texts(gaps(text)[0]) == ["forget"]


def test_how_a_blank_compared_answers_is_named() -> None:
    kind = field("question_type", "fill_in_multiple_blanks_question")
    labels = choices("gate", "for.*", attributes=' scoring_algorithm="TextRegex"')
    text = item(material("The [gate] gate.") + labels, right("response_gate", "gate0"), kind)
    assert any("“TextRegex”" in each for each in losses(text))


def test_fields_between_texts_are_blanks_where_they_stand() -> None:
    fib = '<response_str ident="{}"><render_fib><response_label ident="A"/></render_fib></response_str>'
    conditions = (
        '<respcondition><conditionvar><varequal respident="one" case="Yes">chain</varequal>'
        '<varequal respident="two">rule</varequal></conditionvar><setvar varname="FIBSCORE1">3</setvar></respcondition>'
    )
    text = item(
        material("The") + fib.format("one") + fib.format("two") + material(", once more."), conditions
    )
    assert only_item(text)["text"] == {"en": "The {{1}} {{2}}, once more."}
    assert [gap["accepted"] for gap in gaps(text)] == [{"en": ["chain"]}, {"en": ["rule"]}]
    assert any("Capitals no longer matter" in each for each in losses(text))


def test_penalties_of_options_are_named() -> None:
    text = item(
        material("Which?") + choices("r", "a", "b", "c", cardinality="Multiple"),
        right("response_r", "r0", "50") + right("response_r", "r1", "50") + right("response_r", "r2", "-25"),
    )
    assert right_texts(only_item(text)) == ["a", "b"]
    assert any("A penalty is dropped: “c” counted -25 percent" in each for each in losses(text))


def test_a_text_beside_the_only_response_belongs_to_the_question() -> None:
    text = item(material("Look at it.") + choices("r", "a", "b"), right("response_r", "r1"))
    assert only_item(text)["prompt"] == {"en": "Look at it.\n\nr"}


def test_a_number_is_right_within_the_precision_it_names() -> None:
    fib = '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    condition = right("r", "2.7183").replace("respident", 'precisiontype="decimals" precision="4" respident')
    found = only_item(item(material("e?") + fib, condition))
    assert (found["key"], found["tolerance"]) == (2.7183, {"absolute": 0.00005})


def test_blackboard_names_its_texts_and_its_best_score_in_its_own_way() -> None:
    def said(text: str) -> str:
        return f"<material><mat_extension><mat_formattedtext>{text}</mat_formattedtext></mat_extension></material>"

    labels = "".join(
        f'<response_label ident="{each}">{said(each)}</response_label>' for each in ("true", "false")
    )
    text = item(
        said("&lt;b&gt;Dropout&lt;/b&gt; is off in evaluation.")
        + f'<response_lid ident="r" rcardinality="Single"><render_choice>{labels}</render_choice></response_lid>',
        right("r", "true", "SCORE.max", "Set").replace("varname", "variablename"),
    )
    found = only_item(text)
    assert (found["prompt"], found["key"]) == ({"en": "**Dropout** is off in evaluation."}, True)


def test_what_an_item_belongs_to_and_its_settings_are_named() -> None:
    fields = (
        field("calculator_type", "basic")
        + field("parent_stimulus_item_ident", "s1")
        + field("grading_notes", "Be kind")
    )
    essay = '<response_str ident="r" word_limit_max="500"><render_fib/></response_str>'
    text = item(material("Write.") + essay, "", fields, ' instructions="In one go"')
    said = " ".join(losses(text))
    for each in ("calculator_type (basic)", "word_limit_max (500)", "“s1”", "In one go"):
        assert each in said
    assert only_item(text)["model_answer"] == {"en": "Be kind"}


def test_a_question_that_stands_in_a_bank_elsewhere_is_named_and_missing() -> None:
    text = '<questestinterop><section title="S"><bankentry_item item_ref="q77"/></section></questestinterop>'
    assert not read(text).is_complete
    assert any("“q77” stands in another file" in each for each in losses(text))


def test_what_cannot_be_drafted_stays_to_be_read() -> None:
    spot = f'<response_xy ident="r">{material("Point at the cat.")}<render_hotspot/></response_xy>'
    drafts = read(item(spot, "", field("question_type", "hot_spot_question")))
    assert kinds(drafts) == []
    assert drafts.drafts[0].document["prompt"] == {"en": "Point at the cat."}


def test_several_formulas_keep_the_first_row_of_their_table_within_its_percentage() -> None:
    fields = field("question_type", "calculated_question")
    calculated = (
        "<itemproc_extension><calculated><answer_tolerance>10%</answer_tolerance><formulas><formula>y=2*x</formula>"
        '<formula>y+1</formula></formulas><vars><var name="x" scale="0"/></vars><var_sets><var_set>'
        '<var name="x">7</var><answer>15</answer></var_set></var_sets></calculated></itemproc_extension></item>'
    )
    text = item(material("What is [x] twice, and one?"), "", fields).replace("</item>", calculated)
    found = only_item(text)
    assert (found["key"], found["tolerance"]) == (15.0, {"absolute": 1.5})
    assert found["prompt"] == {"en": "What is 7 twice, and one?"}
    assert any("“y=2*x; y+1” cannot be computed here" in each for each in losses(text))


def blackboard(kind: str, response: str, conditions: str, after: str = "") -> str:
    return (
        f'<questestinterop><assessment title="Pool"><section><item><itemmetadata><bbmd_questiontype>{kind}'
        f'</bbmd_questiontype></itemmetadata><presentation><flow class="Block"><flow class="QUESTION_BLOCK">'
        f'{material("What?")}</flow><flow class="RESPONSE_BLOCK">{response}</flow>{after}</flow></presentation>'
        f"<resprocessing>{conditions}</resprocessing></item></section></assessment></questestinterop>"
    )


def equal(ident: str, value: str) -> str:
    """A condition without a score, as Blackboard writes it for accepted words."""
    inside = f'<varequal respident="{ident}">{value}</varequal>'
    return f"<respcondition><conditionvar>{inside}</conditionvar></respcondition>"


def test_the_words_that_blackboard_accepts_are_kept() -> None:
    text = blackboard(
        "Fill in the Blank",
        '<response_str ident="response"><render_fib/></response_str>',
        equal("response", "Paris") + equal("response", "paname"),
    )
    assert only_item(text, "q.xml")["accepted"] == {"en": ["Paris", "paname"]}


def test_the_matches_of_blackboard_stand_in_a_block_of_their_own() -> None:
    def entry(name: str) -> str:
        labels = f'<response_label ident="{name}1"/><response_label ident="{name}2"/>'
        return (
            f'<flow class="Block">{material(name)}<response_lid ident="{name}"><render_choice>{labels}'
            "</render_choice></response_lid></flow>"
        )

    matches = "".join(f'<flow class="Block">{material(text)}</flow>' for text in ("first", "second"))
    text = blackboard(
        "Matching",
        entry("x") + entry("y"),
        equal("x", "x2") + equal("y", "y1"),
        f'<flow class="RIGHT_MATCH_BLOCK">{matches}</flow>',
    )
    item = only_item(text, "q.xml")
    said = {each["id"]: each["text"]["en"] for each in item["right"]}
    assert {each["text"]["en"]: said[each["match"]] for each in item["left"]} == {"x": "second", "y": "first"}
    assert item["prompt"] == {"en": "What?"}


def test_a_pool_of_blackboard_is_read_from_its_archive() -> None:
    text = blackboard(
        "Fill in the Blank", '<response_str ident="r"><render_fib/></response_str>', equal("r", "a")
    )
    files = {"imsmanifest.xml": "<manifest/>", "res00001.dat": text, "res00002.dat": "<CATEGORIES/>"}
    drafts = read(zipped(files), "pool.zip")
    assert kinds(drafts) == ["short_text"]
    assert any("res00002.dat" in str(each) for each in drafts.losses)


def test_losses_of_two_files_with_the_same_titles_stay_with_their_questions() -> None:
    one = item(choices("b", "yes", "no"), right("response_b", "b0"), field("points_possible", "2"))
    two = item(choices("b", "up", "down"), right("response_b", "b0"), attributes=' instructions="a note"')
    drafts = read(zipped({"1.xml": one, "2.xml": two}), "q.zip")
    noted = [each.field for each in drafts.losses if "a note" in str(each)]
    assert [draft.place for draft in drafts.drafts] == ["Q", "Q (2)"]
    assert noted == ["Q (2)"]
