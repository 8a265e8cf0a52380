"""`{% article "第七条" %}`: quote the governing document next to what it governs."""

from django import template

from workbench.articles import Article, find_articles

register = template.Library()


@register.inclusion_tag("components/article.html")
def article(reference: str) -> dict[str, list[Article]]:
    """Quote one or more articles (「第七条」, `6/12`), folded to a line and opened on demand."""
    return {"articles": find_articles(reference) if reference else []}
