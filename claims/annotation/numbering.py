"""The numbers of an article's suggestions and claims: counted on, given once, never changed."""

from __future__ import annotations

from claims.intake.models import Article


def take_numbers(article: Article, count: int) -> list[int]:
    """The article's next numbers, in order. Holds the article's row until the caller's transaction ends."""
    locked = Article.objects.select_for_update(no_key=True).only("next_number").get(pk=article.pk)
    first = locked.next_number
    Article.objects.filter(pk=article.pk).update(next_number=first + count)
    article.next_number = first + count
    return list(range(first, first + count))
