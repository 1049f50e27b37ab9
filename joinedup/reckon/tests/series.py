"""Series whose control charts are known from elsewhere.

SPIKE, NORMAL and VISCOSITY: worked examples of NHSRplotthedots (NORMAL is R's set.seed(123); rnorm(20)) and of
Montgomery's textbook. RRK_BREACHES and RJZ_BREACHES: four-hour breaches a month in type 1 A&E departments,
April 2016 to March 2019, NHS England (Open Government Licence v3), from nhs-r-community/NHSRdatasets (CC0).
"""

SPIKE: list[float] = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
NORMAL: list[float] = [
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123),
    *(-0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314),
    *(0.49785048, -1.96661716, 0.70135590, -0.47279141),
]
VISCOSITY: list[float] = [
    *(33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84),
]
RRK_BREACHES: list[float] = [
    *(1195, 1843, 1397, 1333, 1771, 1751, 2013, 1759, 2179, 2585, 1654, 1543),
    *(1632, 1558, 1190, 1357, 1279, 1683, 2190, 1804, 986, 2181, 2048, 2154),
    *(1759, 1637, 1488, 6499, 5983, 6599, 7089, 8120, 8981, 12502, 11376, 10670),
]
RJZ_BREACHES: list[float] = [
    *(3608, 3515, 3730, 3805, 2572, 4042, 4252, 4568, 5682, 4887, 3754, 4153),
    *(3277, 3364, 3348, 2805, 3048, 3336, 4147, 4449, 4846, 4931, 5103, 6284),
    *(4530, 4528, 3716, 4899, 3990, 4992, 4709, 5577, 6113, 6685, 6085, 5908),
]
