"""Lines that pages carry round and between the paragraphs of an article, and sentences that only look like them."""

from __future__ import annotations

import pytest

from claims.intake.blocks import plain_blocks

HEADLINE = "Port Ellis reopens its harbor after a two-year rebuild"
ARTICLE = [
    "The harbor of Port Ellis reopened on Monday after a rebuild of two years that cost $212 million, it said.",
    "About 1,400 dock workers lost their shifts while the eastern quay was closed, according to the labor ministry.",
    '"We are back, and we are bigger than before," said Mara Lind, who has led the authority since 2016.',
    "The new quay can take 18 container ships a week, up from 11, and uses 40 percent less power than the old one.",
    "Lind said the authority would repay its $90 million loan from the national bank by 2031.",
    "Fishing boats will return to the western basin in June, a spokesman said.",
]
FURNITURE = [
    "Sign up for The Harbor Brief, our free daily email with the day's 5 biggest stories.",
    "Get 3 months of unlimited access for $1. Cancel anytime.",
    "Subscribe to the Example Times from £2 a week and read 500 articles a month.",
    "Support independent journalism: 62% of our funding comes from readers like you.",
    "More than 1.5 million readers in 180 countries support us. Will you join them?",
    "READ MORE: Ferry prices to rise by 12 percent from January",
    "Read more: Why the ferry company lost 40 million euros in 2018",
    "SEE ALSO: Tunnel under the strait would cost $3 billion, study says",
    "RELATED: 5 charts that explain the port's finances",
    "Related: Shipping emissions fell 8 percent last year",
    "Recommended: How 300 workers saved a shipyard",
    "MORE ON SHIPPING: Freight rates double in six months",
    "Don't miss: The town that lost 90 percent of its fish",
    "Also read | Port authority chief says 2,000 jobs will go",
    "You may also like",
    "Trending: Actor pays $4 million for lighthouse",
    "WATCH: Drone video shows the new quay",
    "Listen to this article · 6:32 min",
    "4 min read",
    "5 MIN READ",
    "Published 4:12 PM EDT, Mon July 22, 2019",
    "Updated 2155 GMT (0555 HKT) July 22, 2019",
    "July 22, 2019 / 6:05 PM / 3 years ago",
    "Jul 22, 2019 at 10:15 am ET",
    "22 July 2019",
    "Monday 22 July 2019 18:05 BST",
    "Last modified on Tue 23 Jul 2019 09.10 BST",
    "By DANA WRITER, Associated Press",
    "By Dana Writer, CNN Business",
    "Dana Writer, Maritime Correspondent",
    "Dana Writer in Port Ellis",
    "Dana Writer | The Example Times",
    "Reporting by Dana Writer in Port Ellis; Editing by Ann Lee and Bo Katz",
    "Additional reporting by Jo Moor.",
    "(Reporting by Dana Writer; editing by Ann Lee)",
    "Dana Writer contributed to this report.",
    "The Associated Press contributed to this report.",
    "Our Standards: The Thomson Reuters Trust Principles.",
    "Photograph: Dana Writer/The Example",
    "Dana Writer/AFP/Getty Images",
    "A ship enters the harbor of Port Ellis. Two tugs pull it to the quay. (Dana Writer/The Example)",
    "The head of the port authority opened the new quay after a vote that went against her. (Reuters)",
    "Mara Lind opens the quay. Dana Writer/AP hide caption",
    "The eastern quay was closed for two years, an official said.CreditCreditDana Writer/The Example Times",
    "Harbor Tales: short stories from the quays of the world, only on The Example. Here.",
    "As a subscriber, you have 10 gift articles to give each month.",
    "Seascape: the state of our oceans is supported by",
    "Moderators are at work from 9 a.m. to 6 p.m. and read comments in English only.",
    "(Dana Writer for The Example Times)",
    "A container ship enters the harbor of Port Ellis on Monday, July 22, 2019. (AP Photo/Dana Writer)",
    "Mara Lind, center, speaks to reporters at the new quay in Port Ellis. DANA WRITER / REUTERS",
    "FILE PHOTO: Containers are stacked at the port of Port Ellis, March 3, 2018. REUTERS/Dana Writer/File Photo",
    "Mara Lind at the opening on Monday. Credit: Dana Writer",
    "Image source, Getty Images",
    "Image caption, The rebuild took two years and cost $212 million",
    "Media caption Watch: The moment the first ship docked",
    "The eastern quay, seen here in 2017, was closed for two years.",
    "Mara Lind is pictured at the harbor in June 2018.",
    "Cranes at the harbor of Port Ellis. Photo by Dana Writer",
    "Advertisement - story continues below",
    "Story continues below advertisement",
    "Article continues after this message…",
    "Scroll to continue with content",
    "Share this article on Facebook",
    "Share 1.2k",
    "Tweet this",
    "214 comments",
    "Copy link to clipboard",
    "Follow Dana Writer on Twitter @danawriter",
    "Follow us on Instagram for more than 10,000 photos of the coast",
    "Dana Writer is a reporter at The Example Times covering ports. She previously worked for 11 years at the Wire.",
    "About the author: Dana Writer has written three books and 400 articles about ports.",
    "Contact Dana Writer at dwriter@example.com.",
    "Have a tip? Email us at tips@example.com",
    "© 2019 The Example Times Company",
    "Copyright 2019 The Associated Press. All rights reserved. It may not be published or rewritten.",
    "This article was amended on 23 July 2019. An earlier version said the loan was $80 million.",
    "Correction: An earlier version of this article misstated the cost of the rebuild as $200 million.",
    "Editor's note: This story was updated on July 23 with new figures.",
    "Topics: Shipping, Ports, Trade",
    "Tags: harbor | shipping | Mara Lind",
    "Filed under: Business, Transport",
    "View this post on Instagram",
    "A post shared by Port Ellis (@portellis) on Jul 22, 2019 at 9:15am PDT",
    "— Port Ellis (@portellis) July 22, 2019",
    "pic.twitter.com/abc123xyz",
    "We and our 842 partners store and access personal data on your device.",
    'By clicking "Accept all" you agree to the storing of cookies on your device.',
    "This site uses cookies. More than 20 of them are needed to run it.",
    "Please enable JavaScript to view the comments powered by Disqus.",
    "Join the conversation: 1,204 readers have commented on this story.",
    "Download our app to get 24-hour breaking news alerts.",
    "Enter your email address to get our weekly newsletter, read by 250,000 people.",
    "Click here to read more stories about Port Ellis.",
    "This story is part of a series on ports, supported by the Blue Foundation.",
    "Opinions expressed by columnists are their own.",
    "The views expressed here are those of the author.",
    "Stock quotes delayed by at least 15 minutes.",
    "Thank you for reading. You have 3 free articles left this month.",
    "You have reached your limit of 5 free articles.",
    "Already a subscriber? Log in",
    "Skip advertisement",
    "Gift this article",
    "Save 50% on a yearly subscription",
    "Buy now: Harbor mug, $12.99",
    "The Example is not responsible for the content of external sites.",
    "Send us your stories: more than 500 readers already have.",
    "If you enjoyed this story, you can sign up for our newsletter here.",
    "Want more? Try our podcast, downloaded 2 million times.",
    "Reuters",
    "AP",
    "The Associated Press",
    "Business",
    "Port Ellis (Reuters)",
    "What to know about the rebuild",
    "Reuse this content",
    "Most viewed",
    "Sponsored",
    "Privacy Policy | Terms of Service",
    "Show more sharing options",
    "Image 1 of 12",
    "1/5",
    "Getty",
    "Getty Images",
    "Topics",
    "Help us improve our website: take our 2-minute survey",
    "Newsletter: Sign up for our weekly round-up",
    "Have your say: Should the port have borrowed $90 million?",
    "Poll: 64% of readers say the rebuild was worth it",
    "Unlimited online access to The Example and 12 more news sites with one account.",
    "Exclusive articles by Dana Writer, Ann Lee and others.",
    "Access articles from the whole coast with one account.",
    "Enjoy 5 additional articles per month.",
    "Create an account or sign in to continue with your reading.",
    "Get the latest news from the coast, exclusive interviews and more Example content.",
    "Sign up to get the day's 5 biggest stories in shipping and trade, delivered daily.",
    "If you get the paper at home, online access is included in your subscription.",
    "This advertisement has not loaded yet, but your article continues below.",
    "Our pages are the place for news of the coast, so make sure to bookmark our homepage and look in 3 times a day.",
    "We show no ads, so we depend on our members, 35,000 of them, to go on asking questions.",
    "Today's news: Follow live updates from the harbor.",
    "The Example Agency is the most trusted source of shipping news, with a record that goes back to 1848.",
    "Filed under: 2018 Election, Shipping, Port Ellis, Strikes",
    "In addition, if you opt out of the sale under the law, you may still see advertisements that suit your interests.",
    "4 hours ago08:36 Dana Writer",
    "Dana Writer|Published 4 months ago",
    "Pictured from left are the engineers Jo Moor, from Port Ellis, and Ann Lee, from Northgate.",
    "A general view of the eastern quay in Port Ellis on May 7, 2019, after the storm.",
    "A docker helps his son with a model ship April 14, 2019, in Port Ellis.",
    "Mara Lind walks out of the hall after members voted to keep her from it on April 26, 2019, in Port Ellis.",
    "Mara Lind attends a 2019 party at the harbor of Port Ellis.",
    "Two sailors were rescued from the sinking tug after 3 hours. (Coast Guard, Eastern District of Port Ellis)",
    "Open a savings account with the Bank of Port Ellis: deposit 100 euros and get 10 more with the code HARBOR10.",
    "Mara Lind, second left, Jo Moor, left, and the engineers of the eastern quay look on as it opens.",
    "Study of 40 harbors finds that ports with night shifts unload their ships twice as fast as the others do",
]
AT_THE_END = [
    "Dana Writer has covered shipping for The Example since 2009 and won two national awards.",
    "Ann Lee covers the coast and its towns. She lives in Northgate.",
]
SENTENCES = [
    "Subscribers to the ferry line fell by 12 percent in 2018, the company said.",
    "The newsletter of the union, sent to 9,000 members, had warned of job losses.",
    "Sign-ups for the training course doubled to 600 after the strike.",
    "By March 2018 the authority had spent half of the money.",
    "The photo agency Getty Images sued the port in 2015 for $2 million, a court filing shows.",
    "Related costs came to $14 million, auditors found.",
    "Read Island, home to 200 people, is the nearest village.",
    "Share prices of the builder rose 6 percent on Monday.",
    "Follow-up inspections found 14 defects in the concrete.",
    "A picture of the harbor painted in 1820 was sold for 1.1 million euros in May.",
    "Opinion polls show that 58 percent of residents support the project.",
    "More than 30 firms have signed contracts with the authority since April.",
    "The video shows a crane hitting the quay on May 3, 2018, according to police.",
    "Photographs taken on June 2 show oil on the water, the coast guard said.",
    "Cookies made by the bakery on the quay sold 4,000 boxes last year.",
    "Lind, who left the bank in 2016, earns $310,000 a year.",
    "Copyright law was changed in 2017 to let ports share their maps.",
    "Comments by the minister on Tuesday sent the shares down 3 percent.",
    "Tags on 400 containers were wrong, customs officers said.",
    "The port handles 1.2 million containers a year, left of it for export to Asia.",
    "Workers in Port Ellis, left without pay for three weeks, sued the authority in 2018.",
    "The center-right party holds 54 of the 101 seats on the council.",
    "The mayor speaks five languages and has led the town since 2011.",
    "She holds 12 percent of the shares and sits on the board of two banks.",
    "The town lies 40 km from the border and gets 200 days of rain a year.",
    "Fishing brings in 30 percent of the town's income, the ministry reported on May 4.",
    "The project is seen as a test for the new law, which took effect on Jan. 1, 2019.",
    '"It works," Lind said on Monday, July 22, 2019, in an interview.',
    "Dana Writer, a reporter for The Example, was arrested at the port on Sunday, her lawyer said.",
    "Jo Moor, editor of the Port Ellis Courier, was fined $4,000 for the report.",
    "He joined the authority in 2012 and became its chief engineer four years later.",
    "Lind joined the port authority in 2009 after ten years at the national bank.",
    "She lives in Port Ellis and has owned two of the boats since 2014.",
    "They reported for work at 6 a.m. and were sent home two hours later.",
    "The authority contributed $5 million to this report's research, critics say.",
    "Watch officers saw 14 boats in the closed zone that night.",
    "Contact between the ship and the pier caused damage of $800,000.",
    "Register numbers of 60 boats were found to be false.",
    "Source code of the crane software was published in 2018.",
    "Updates to the system cost $1 million, the auditors wrote.",
    "Corrections to the budget added $3.5 million in 2018.",
    "This report was the third in five years to find fault with the pumps.",
    "The survey has a margin of error of 3 points.",
    "Donations to the seamen's home rose to $240,000 last year.",
    "Newspapers printed 12 stories about the spill in one week.",
    "Editing of the logs began in 2016, prosecutors say.",
    "Menu prices in the harbor restaurants went up 9 percent.",
    "The loan will be repaid by 2031, the bank confirmed in its annual report.",
    "The new rule takes effect on January 1, 2020.",
    "The protests began on June 2, 2018, after a docker had died.",
    "The vote was held on Monday, June 3, 2019, at the town hall.",
    "Councillors approved the plan on Monday, June 3, 2019, at the town hall.",
    "The mayor leaves office on January 20, 2020.",
    "Full access to the quay was granted to 14 firms, with subscriptions paid by the state.",
    "Get-well letters, 400 of them, reached the wounded docker within a week.",
    "Free public access to the beach has been guaranteed by law since 1972.",
    "Customers who opt out of advertising pay 3 euros more a month, the ferry company said.",
    "The mail boat delivered letters daily until 1987.",
    "Lind was the most trusted politician of the coast in a poll of 900 people.",
    "Our readers in Port Ellis, a union leaflet said, number 4,000.",
]


def roles_with(line, *, place, gap="\n\n"):
    paragraphs = [HEADLINE, *ARTICLE]
    text = gap.join([*paragraphs[:place], line, *paragraphs[place:]])
    return {text[block["start"] : block["end"]]: block["role"] for block in plain_blocks(text)}


def lost(roles):
    """The paragraphs of the article that are not read as its text."""
    return [words for words in ARTICLE if roles.get(words) not in ("body", "quotation")]


@pytest.mark.parametrize("line", FURNITURE)
def test_it_tells_a_line_of_the_page_from_the_article(line):
    for place in (3, 7):
        for gap in ("\n\n", "\n"):
            roles = roles_with(line, place=place, gap=gap)
            assert roles[line] in ("furniture", "caption", "heading"), (place, gap)
            assert not lost(roles), (place, gap)


@pytest.mark.parametrize("line", AT_THE_END)
def test_it_tells_the_author_box_at_the_end(line):
    roles = roles_with(line, place=7)
    assert roles[line] == "furniture"
    assert not lost(roles)


@pytest.mark.parametrize("line", SENTENCES)
def test_it_keeps_sentences_that_only_look_like_lines_of_the_page(line):
    for place in (1, 3, 7):
        for gap in ("\n\n", "\n"):
            roles = roles_with(line, place=place, gap=gap)
            assert roles[line] == "body", (place, gap)
            assert not lost(roles), (place, gap)


def test_a_standfirst_above_the_byline_is_no_paragraph_of_the_article():
    standfirst = "The rebuild cost $212 million and kept 1,400 dock workers from their shifts."
    text = "\n\n".join([HEADLINE, standfirst, "By Dana Writer", "July 22, 2019", *ARTICLE])
    roles = {text[block["start"] : block["end"]]: block["role"] for block in plain_blocks(text)}
    assert roles[standfirst] == "heading"
    assert not lost(roles)


def test_a_standfirst_whose_words_the_first_paragraph_repeats_is_none_either():
    standfirst = "Harbor of Port Ellis reopened after a rebuild of $212 million, port authority said"
    text = "\n\n".join([HEADLINE, standfirst + ".", *ARTICLE])
    roles = {text[block["start"] : block["end"]]: block["role"] for block in plain_blocks(text)}
    assert roles[standfirst + "."] == "heading"
    assert not lost(roles)


def test_a_text_in_capitals_throughout_is_still_read():
    text = "\n\n".join(paragraph.upper() for paragraph in ARTICLE)
    assert {block["role"] for block in plain_blocks(text)} <= {"body", "quotation"}
