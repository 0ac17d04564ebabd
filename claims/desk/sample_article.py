"""A short article of our own for a newsroom that has none yet: figures that can be checked, a quotation, a forecast."""

TITLE = "Elmstead counts its trees"
PUBLISHER = "Practice article"
TEXT = """\
Elmstead counts its trees

The town of Elmstead planted 4,000 trees in 2023, twice as many as in the year before, the mayor said on Monday.

“No town of our size has planted more,” Mayor Rosa Lind told the council. She put the cost at 1.2 million crowns, \
which is 300 crowns a tree.

Half of the trees along the river are limes, and one in ten was lost in the storm of October 2021. The parks office, \
which has counted every tree since 1998, keeps a list of 31,500.

The shade does its work. On the hottest day of last summer, streets with trees were 4 degrees cooler than those \
without, according to measurements by the town’s school.

Not everybody is pleased. Shopkeepers in Mill Street say that they lost 60 parking places to the planting, and a \
third of their customers with them.

Foresters see a 50 percent chance that Elmstead will have 40,000 trees by 2040.
"""
