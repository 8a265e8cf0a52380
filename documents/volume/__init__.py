"""The whole volume of a project (项目全卷) as one PDF: cover, contents, papers, attachments.

``contents`` says what goes in, ``limits`` how much; ``pictures`` and ``pdfs`` (in a limited
process: ``child``) make attachments ready; ``styles``, ``sections`` and ``sheet`` draw pages;
``binding`` puts everything together.
"""
