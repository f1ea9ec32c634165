"""What strangers send is shown as text, and a password field works with every way to fill it."""

from playwright.sync_api import Page, expect

from tests.browser.backstage import PASSWORD
from tests.browser.ordering import order
from tests.browser.outside import Supplier

MARKUP = "<img src=x onerror='window.ran=1'><script>window.ran=1</script><b>bold</b> &amp; {{7*7}}"
PASTED = """(field, text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_markup_in_a_message_is_shown_as_text(signed_in: Page, supplier: Supplier) -> None:
    supplier.send(order(signed_in), MARKUP)

    expect(signed_in.get_by_text(MARKUP)).to_be_visible()
    assert signed_in.locator("main img, main script, main b:text-is('bold')").count() == 0
    assert signed_in.evaluate("window.ran") is None


def test_a_password_is_hidden_until_its_owner_shows_it_and_may_be_pasted_or_filled(page: Page) -> None:
    for path, kept_as in (("/sign-in", "current-password"), ("/sign-up", "new-password")):
        page.goto(path)
        field = page.get_by_label("Password", exact=True)
        expect(field).to_have_attribute("type", "password")
        expect(field).to_have_attribute("autocomplete", kept_as)
        assert field.evaluate(PASTED, PASSWORD), f"{path} cancels a paste"

        field.fill(PASSWORD)
        page.get_by_role("button", name="Show").click()

        expect(field).to_have_attribute("type", "text")
        expect(field).to_have_value(PASSWORD)
