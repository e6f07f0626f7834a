"""Images in the editor: pasted into a text, described in both languages, and seen in the preview."""

import base64

from playwright.sync_api import expect

from quizapp.domain.text import Language
from tests.browser.conftest import NewVisitor
from tests.browser.test_authoring import NEW, PROMPT, fill
from tests.images import image_file
from tests.serving import Server

PASTE = """([field, data]) => {
  const bytes = Uint8Array.from(atob(data), sign => sign.charCodeAt(0));
  const clipboard = new DataTransfer();
  clipboard.items.add(new File([bytes], "curve.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
  document.querySelector(`[name='${field}']`).dispatchEvent(event);
}"""


def test_a_pasted_image_is_described_and_stands_in_both_texts(
    new_visitor: NewVisitor, own_server: Server, language: Language
) -> None:
    author = new_visitor(language, own_server.address)
    author.sign_up("ines", own_server.setup_link.removeprefix(own_server.address))
    author.open("/author/new")
    fill(author, NEW)
    author.page.locator("[name=topic]").select_option("exploding-gradients")
    author.page.locator("main form button.button-primary").click()
    fill(author, PROMPT)
    data = base64.b64encode(image_file()).decode()
    author.page.evaluate(PASTE, ["prompt.en", data])
    dialog = author.page.locator("#image-dialog")
    expect(dialog.locator("[data-chosen]")).to_be_visible()
    dialog.locator("[name='description.en']").fill("A rising curve")
    dialog.locator("[data-add-image]").click()
    expect(dialog.locator("[data-problems-of='description.zh']")).to_be_visible()
    dialog.locator("[name='description.zh']").fill("上升的曲线")
    dialog.locator("[data-add-image]").click()
    expect(dialog).to_be_hidden()
    for name, words in (("prompt.zh", "上升的曲线"), ("prompt.en", "A rising curve")):
        text = author.page.locator(f"[name='{name}']").input_value()
        assert text.startswith(PROMPT[name])
        assert f"![{words}](image:" in text
    shown = author.page.locator("#preview img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
