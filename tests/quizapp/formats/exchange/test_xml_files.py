"""Moodle XML, QTI 1.2, 2, and 3, in small files written for these tests."""

from tests.quizapp.formats.exchange.reading import kinds, losses, only_item, read, right_texts, zipped


def moodle(kind: str, inside: str, text: str = "What?") -> str:
    return (
        f'<?xml version="1.0"?><quiz><question type="{kind}"><name><text>n</text></name>'
        f'<questiontext format="html"><text>{text}</text></questiontext>{inside}</question></quiz>'
    )


def test_moodle_choices_and_weights() -> None:
    answers = (
        '<single>false</single><answer fraction="50"><text>a</text><feedback><text>good</text></feedback></answer>'
        '<answer fraction="50"><text>b</text></answer><answer fraction="-100"><text>c</text></answer>'
    )
    drafts = read(moodle("multichoice", answers))
    assert right_texts(drafts.drafts[0].items[0]) == ["a", "b"]
    assert any("“c” counted -100 percent" in str(each) for each in drafts.losses)


def test_moodle_number_with_unit_hints_and_files() -> None:
    inside = (
        '<answer fraction="100"><text>42</text><tolerance>0.5</tolerance></answer>'
        "<units><unit><multiplier>1</multiplier><unit_name>m/s</unit_name></unit></units>"
        '<hint><text>Think.</text><clearwrong/></hint><file name="x.png" encoding="base64">AAAA</file>'
    )
    drafts = read(moodle("numerical", inside))
    item = drafts.drafts[0].items[0]
    assert (item["key"], item["tolerance"], item["unit"]["en"]) == (42.0, {"absolute": 0.5}, "m/s")
    assert item["hints"] == [{"en": "Think."}]
    assert "clearwrong" in " ".join(map(str, drafts.losses))


def test_moodle_gaps_by_number_do_not_become_placeholders_of_ours() -> None:
    options = "".join(
        f"<selectoption><text>{word}</text><group>1</group></selectoption>" for word in ("cat", "sat")
    )
    item = only_item(moodle("gapselect", options, "The [[1]] [[2]]."))
    assert item["text"] == {"en": "The {{1}} {{2}}."}
    assert "[[" not in str(item)


def test_a_kind_without_counterpart_is_named_with_its_question_and_left_out() -> None:
    drafts = read(moodle("stack", ""))
    (draft,) = drafts.drafts
    assert draft.is_left_out
    assert draft.items == []
    assert not drafts.is_complete
    assert "stack" in str(drafts.losses[0])


def qti1(response: str, conditions: str, kind: str = "") -> str:
    metadata = (
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        f"<fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    )
    return (
        f'<questestinterop><item title="n">{metadata if kind else ""}<presentation><material>'
        f'<mattext texttype="text/html">&lt;p&gt;What?&lt;/p&gt;</mattext></material>{response}</presentation>'
        f'<resprocessing><outcomes><decvar maxvalue="100"/></outcomes>{conditions}</resprocessing></item>'
        "</questestinterop>"
    )


def label(ident: str, text: str) -> str:
    return f'<response_label ident="{ident}"><material><mattext>{text}</mattext></material></response_label>'


def scored(condition: str, points: str = "100") -> str:
    return (
        f"<respcondition><conditionvar>{condition}</conditionvar>"
        f'<setvar varname="SCORE">{points}</setvar></respcondition>'
    )


def test_canvas_several_right_options_inside_and_outside_not() -> None:
    response = '<response_lid ident="r" rcardinality="Multiple"><render_choice>' + "".join(
        label(name, name.upper()) for name in "abc"
    )
    condition = '<and><varequal respident="r">a</varequal><not><varequal respident="r">b</varequal></not>'
    condition += '<varequal respident="r">c</varequal></and>'
    item = only_item(qti1(f"{response}</render_choice></response_lid>", scored(condition)))
    assert item["kind"] == "multiple_choice"
    assert right_texts(item) == ["A", "C"]


def test_canvas_range_of_numbers() -> None:
    response = '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    condition = '<vargte respident="r">1</vargte><varlte respident="r">22</varlte>'
    item = only_item(qti1(response, scored(condition), "numerical_question"))
    assert (item["key"], item["tolerance"]) == (11.5, {"absolute": 10.5})


def test_canvas_formula_becomes_a_variable_and_an_expression() -> None:
    response = '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    table = (
        "<itemproc_extension><calculated><answer_tolerance>0.1</answer_tolerance>"
        '<formulas><formula>2*x + 1</formula></formulas><vars><var name="x" scale="1"><min>1</min><max>3</max></var>'
        "</vars></calculated></itemproc_extension></item>"
    )
    text = (
        qti1(response, "", "calculated_question")
        .replace("</item>", table)
        .replace("What?", "What is f([x])?")
    )
    item = only_item(text)
    assert item["key"] == "= 2*x + 1"
    assert item["parameters"] == [{"name": "x", "minimum": 1.0, "maximum": 3.0, "step": 0.1}]
    assert item["prompt"] == {"en": "What is f([[x]])?"}


def qti2(body: str, correct: str, extra: str = "", cardinality: str = "single") -> str:
    values = "".join(f"<value>{value}</value>" for value in correct.split("|"))
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i" title="n">'
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="identifier">'
        f"<correctResponse>{values}</correctResponse></responseDeclaration>{extra}"
        f"<itemBody>{body}</itemBody></assessmentItem>"
    )


CHOICE = (
    '<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Which?</prompt>'
    '<simpleChoice identifier="A">one<feedbackInline identifier="A">well done</feedbackInline></simpleChoice>'
    '<simpleChoice identifier="B">two</simpleChoice></choiceInteraction>'
)


def test_qti2_choice_with_feedback_inside_an_option() -> None:
    item = only_item(qti2(f"<p>Look.</p>{CHOICE}", "A"))
    assert right_texts(item) == ["one"]
    assert item["options"][0]["feedback"] == {"en": "well done"}
    assert item["prompt"] == {"en": "Look.\n\nWhich?"}


def test_qti3_has_the_same_reader() -> None:
    text = qti2(CHOICE, "B")
    for name in (
        "choiceInteraction",
        "simpleChoice",
        "feedbackInline",
        "itemBody",
        "correctResponse",
        "value",
        "prompt",
    ):
        kebab = "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name)
        text = text.replace(f"<{name}", f"<qti-{kebab}").replace(f"</{name}", f"</qti-{kebab}")
    text = text.replace("responseDeclaration", "qti-response-declaration").replace(
        "assessmentItem", "qti-assessment-item"
    )
    text = text.replace("responseIdentifier", "response-identifier").replace("maxChoices", "max-choices")
    assert right_texts(only_item(text)) == ["two"]


def test_a_package_has_the_items_of_all_its_files_and_names_its_media() -> None:
    files = {
        "imsmanifest.xml": "<manifest/>",
        "a/one.xml": qti2(CHOICE, "A"),
        "b/two.xml": qti2(CHOICE, "B"),
        "c.png": b"x",
    }
    drafts = read(zipped(files), "package.zip")
    assert kinds(drafts) == ["single_choice", "single_choice"]
    assert any("c.png" in str(each) for each in drafts.losses)


def test_random_templates_and_marked_words_are_named_with_the_key() -> None:
    template = '<templateDeclaration identifier="X" baseType="integer" cardinality="single"/>'
    assert read(qti2(CHOICE, "A", template)).drafts[0].is_left_out
    marked = '<hottextInteraction responseIdentifier="R"><hottext identifier="B">word</hottext></hottextInteraction>'
    drafts = read(qti2(marked, "B"))
    assert drafts.drafts[0].is_left_out
    assert "B (word)" in str(drafts.losses[0])


def test_too_many_options_are_left_out_with_their_key() -> None:
    many = "".join(f'<simpleChoice identifier="c{each}">option {each}</simpleChoice>' for each in range(10))
    drafts = read(
        qti2(f'<choiceInteraction responseIdentifier="R" maxChoices="1">{many}</choiceInteraction>', "c3")
    )
    assert drafts.drafts[0].is_left_out
    assert "option 3" in str(drafts.losses[0])


def test_points_of_qti_settings_of_moodle_and_texts_about_a_quiz_are_named() -> None:
    item = (
        '<assessmentItem identifier="i" title="T"><responseDeclaration identifier="R" cardinality="single" '
        'baseType="identifier"><correctResponse><value>a</value></correctResponse></responseDeclaration>'
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>4</value>'
        '</defaultValue></outcomeDeclaration><itemBody><choiceInteraction responseIdentifier="R">'
        '<simpleChoice identifier="a">A</simpleChoice><simpleChoice identifier="b">B</simpleChoice>'
        "</choiceInteraction></itemBody></assessmentItem>"
    )
    assert any("points (4)" in each for each in losses(item, "q.xml"))
    moodle = (
        '<quiz><question type="essay"><name><text>E</text></name><questiontext><text>Why?</text></questiontext>'
        "<maxwordlimit>200</maxwordlimit><penalty>0.3333333</penalty></question></quiz>"
    )
    said = " ".join(losses(moodle, "q.xml"))
    assert "maxwordlimit (200)" in said
    assert "penalty" not in said, "what Moodle fills in by itself is no loss"
    quiz = (
        '<questestinterop><assessment title="Quiz"><rubric><material><mattext>No books.</mattext></material></rubric>'
        '<section><item title="Q"><presentation><material><mattext>Why?</mattext></material><response_str ident="r">'
        "<render_fib/></response_str></presentation></item></section></assessment></questestinterop>"
    )
    assert any("No books." in each for each in losses(quiz, "q.xml"))


def test_feedback_that_conditions_show_belongs_to_its_answer() -> None:
    text = (
        '<assessmentItem identifier="i" title="T"><responseDeclaration identifier="R" cardinality="single" '
        'baseType="float"><correctResponse><value>8</value></correctResponse></responseDeclaration><itemBody>'
        '<p>How many?</p><p><textEntryInteraction responseIdentifier="R"/> units</p></itemBody><responseProcessing>'
        '<responseCondition><responseIf><equal toleranceMode="relative" tolerance="5 5"><variable identifier="R"/>'
        '<correct identifier="R"/></equal><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition><responseCondition><responseIf><equal>"
        '<variable identifier="R"/><baseValue baseType="float">4</baseValue></equal><setOutcomeValue identifier="F">'
        '<baseValue baseType="identifier">HALF</baseValue></setOutcomeValue></responseIf></responseCondition>'
        '</responseProcessing><modalFeedback outcomeIdentifier="F" identifier="HALF" showHide="show">Twice that.'
        "</modalFeedback></assessmentItem>"
    )
    item = only_item(text, "q.xml")
    assert (item["kind"], item["key"], item["tolerance"]) == ("numeric", 8.0, {"relative": 0.05})
    assert item["unit"]["en"] == "units"
    assert item["mistakes"] == [{"value": 4.0, "feedback": {"en": "Twice that."}}]


def test_a_button_for_a_hint_penalties_and_partial_scores_of_qti_are_kept_or_named() -> None:
    start = (
        '<assessmentItem identifier="i" title="T"><responseDeclaration identifier="R" cardinality="multiple" '
        'baseType="identifier"><correctResponse><value>a</value><value>b</value></correctResponse>'
        '<mapping defaultValue="-2"><mapEntry mapKey="a" mappedValue="1"/><mapEntry mapKey="b" mappedValue="1"/>'
        '</mapping></responseDeclaration><itemBody><choiceInteraction responseIdentifier="R" maxChoices="0">'
        '<prompt>Which?</prompt><simpleChoice identifier="a">A</simpleChoice><simpleChoice identifier="b">B'
        '</simpleChoice><simpleChoice identifier="c">C</simpleChoice></choiceInteraction>'
        '<p><endAttemptInteraction responseIdentifier="H" title="Show hint"/></p></itemBody><responseProcessing>'
        '<responseCondition><responseIf><variable identifier="H"/><setOutcomeValue identifier="F"><baseValue '
        'baseType="identifier">HELP</baseValue></setOutcomeValue></responseIf></responseCondition>'
    )
    rules = "".join(
        f'<responseCondition><responseIf><match><variable identifier="R"/><correct identifier="R"/></match>'
        f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{score}</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition>"
        for score in (2, 1)
    )
    text = f'{start}{rules}</responseProcessing><modalFeedback identifier="HELP">Two.</modalFeedback></assessmentItem>'
    item = only_item(text, "q.xml")
    assert right_texts(item) == ["A", "B"]
    assert item["hints"] == [{"en": "Two."}]
    said = " ".join(losses(text, "q.xml"))
    for named in ("“C” counted -200 percent", "“Show hint”", "partly right"):
        assert named in said


def test_a_score_with_a_number_in_its_name_counts() -> None:
    labels = "".join(
        f'<response_label ident="{ident}"><material><mattext>{text}</mattext></material></response_label>'
        for ident, text in (("A", "first"), ("C", "third"), ("B", "second"))
    )
    keys = "".join(f'<varequal respident="R">{ident}</varequal>' for ident in "ABC")
    text = (
        "<!DOCTYPE questestinterop [<!ELEMENT ims_render_object (flow_label+)>]><questestinterop><item title='Q'>"
        "<presentation><material><mattext>Which order?</mattext></material><response_lid ident='R' "
        f"rcardinality='Ordered'><render_extension>{labels}</render_extension></response_lid></presentation>"
        f"<resprocessing><respcondition><conditionvar>{keys}</conditionvar><setvar varname='SCORE1'>5</setvar>"
        "</respcondition></resprocessing></item></questestinterop>"
    )
    item = only_item(text, "q.xml")
    assert [entry["text"]["en"] for entry in item["entries"]] == ["first", "second", "third"]


def test_moodle_names_settings_of_essays_numbers_of_categories_and_stars_in_words() -> None:
    essay = "<responseformat>monospaced</responseformat>"
    assert "monospaced" in " ".join(losses(moodle("essay", essay)))
    assert any(
        "“c7” of the category" in each for each in losses(moodle("category", "<idnumber>c7</idnumber>"))
    )
    words = '<answer fraction="100"><text>*net</text></answer>'
    assert any("“*net”" in each for each in losses(moodle("shortanswer", words)))


def test_moodle_choices_of_several_right_options_whatever_their_type() -> None:
    answers = "".join(
        f'<answer fraction="{worth}"><text>{text}</text></answer>'
        for worth, text in ((100, "a"), (100, "b"), (0, "c"))
    )
    for kind in ("oumultiresponse", "multichoiceset", "multichoice"):
        item = only_item(moodle(kind, answers))
        assert (item["kind"], right_texts(item)) == ("multiple_choice", ["a", "b"])


def test_a_kind_without_counterpart_keeps_its_texts_and_names_its_files() -> None:
    inside = '<file name="map.png" encoding="base64">AAAA</file><drag><no>1</no><text>Seine</text></drag>'
    answer = "<answer><text>{a} + {b}</text></answer><generalfeedback><text>A river.</text></generalfeedback>"
    (draft,) = read(moodle("ddmarker", inside + answer, "Where?")).drafts
    assert draft.document["prompt"]["en"].split("\n\n") == ["Where?", "- Seine", "- {a} + {b}", "A river."]
    assert any("map.png" in each for each in losses(moodle("ddmarker", inside)))


def test_an_entry_of_moodle_without_a_match_is_named() -> None:
    pair = '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    text = moodle("matching", "".join(pair.format(*each) for each in [("a", "1"), ("b", "2"), ("c", "")]))
    assert losses(text) == ["n: “c” has no match and is dropped."]


def test_what_a_kind_without_a_counterpart_says_in_its_rows_is_kept() -> None:
    rows = "".join(f"<row><optiontext><text>statement {n}</text></optiontext></row>" for n in (1, 2))
    (draft,) = read(moodle("mtf", rows)).drafts
    assert "- statement 1" in draft.document["prompt"]["en"]
    assert draft.is_left_out


def test_the_caption_of_a_table_and_a_formula_of_canvas_are_kept() -> None:
    html = (
        "&lt;table>&lt;caption>Sizes&lt;/caption>&lt;tr>&lt;th>a&lt;/th>&lt;th>b&lt;/th>&lt;/tr>&lt;/table>"
        '&lt;img data-equation-content="\\alpha^2" alt="LaTeX: \\alpha^2">'
    )
    (draft,) = read(moodle("essay", "", html)).drafts
    assert draft.document["prompt"]["en"] == "Sizes\n\n| a | b |\n| --- | --- |\n\n$\\alpha^2$"
