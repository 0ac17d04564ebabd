"""A person at a browser whose every action is counted: a click, a key or chord, a paste, a field filled."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import listening


class Counted:
    """Acts on a page, and keeps the list of what was done. Looking and waiting cost nothing."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.actions: list[str] = []
        listening(self.page)

    def press(self, key: str) -> None:
        """One key or chord, wherever the focus is."""
        listening(self.page)
        self.actions.append(key)
        self.page.keyboard.press(key)

    def paste(self, words: str) -> None:
        """What is on the clipboard, pasted where the focus is. That it is there already is the story's beginning."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("words => navigator.clipboard.writeText(words)", words)
        self.actions.append("paste")
        self.page.keyboard.press("Control+v")

    def type(self, words: str) -> None:
        """A field filled: the one that has the focus."""
        focused = self.page.evaluate("document.activeElement.name || document.activeElement.tagName")
        self.actions.append(f"type into {focused}")
        self.page.keyboard.insert_text(words)

    def fill(self, field: Locator, words: str) -> None:
        """A field filled that had to be clicked first: two actions."""
        self.click(field)
        self.type(words)

    def click(self, thing: Locator) -> None:
        """One click of the mouse."""
        thing.click()
        self.actions.append(
            f"click “{' '.join((thing.text_content() or '').split())[:30]}”" if thing.count() else "click"
        )

    def report(self) -> str:
        return f"{self.name}: {len(self.actions)} actions: {', '.join(self.actions)}"
