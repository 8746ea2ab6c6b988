//! Points of a charge's traits in thousandths of log-odds: made by scripts/alerts/fit.py from labelled streams, never by hand.
//! A trait's points are told against those of a usual charge; `levels` are the scores at which quiet, normal and strict speak.

use super::score::{Points, Scale, Trait};

/// For charges with a category and a time of day.
pub(super) static FULL: Points = Points {
    base: -10080,
    night: 14,
    scales: &[
        Scale {
            of: Trait::Amount,
            edges: &[500, 1300, 2600, 10000, 20000, 28000, 40000, 65000, 130_000],
            points: &[-264, 1530, 1157, -1001, -4, 2034, 1781, 413, 3651, -527],
            night: &[-629, 2273, 2002, -1836, 2075, 1799, 4198, 3345, 2980, 92],
            unknown: 217,
        },
        Scale {
            of: Trait::ToUsual,
            edges: &[5, 14, 37, 74, 100, 135, 200, 330, 600, 1200],
            points: &[-195, 315, -192, 83, 350, -1867, -203, 1283, 2676, 2273, 2414],
            night: &[-925, 689, 162, 485, -1015, 1872, 795, -141, -1905, -2878, -5208],
            unknown: 38,
        },
        Scale {
            of: Trait::ToCategoryMost,
            edges: &[37, 74, 100, 135, 220, 450],
            points: &[-38, 310, 742, 16, -302, -875, -2592],
            night: &[-114, 282, -655, -1269, -120, 1453, 2553],
            unknown: -92,
        },
        Scale {
            of: Trait::UnderCategoryLeast,
            edges: &[60, 100, 122, 165, 270],
            points: &[37, 34, -1009, -636, -501, -754],
            night: &[191, 1317, -4409, -2256, 786, -2383],
            unknown: -186,
        },
        Scale {
            of: Trait::CategoryRank,
            edges: &[5, 20, 60, 150, 900, 960, 990, 999],
            points: &[629, 110, -194, -7, -65, 488, 348, 508, 293],
            night: &[3316, 2495, 586, 1003, -44, -627, 57, 1023, 1034],
            unknown: -4,
        },
        Scale {
            of: Trait::CategoryRows,
            edges: &[1, 5, 20],
            points: &[2716, 649, -148, -27],
            night: &[2163, 704, -2282, 299],
            unknown: 192,
        },
    ],
    hours: [6, 24, 72],
    any: [169, 172, 467],
    at_night: [-213, 346, 30],
    above: [324, 195, 313],
    low: [514, -257, -271],
    levels: [-1531, -2778, -4710],
};

/// For charges of which no more is known than amount and day.
pub(super) static PLAIN: Points = Points {
    base: -8990,
    night: 0,
    scales: &[
        Scale {
            of: Trait::Amount,
            edges: &[500, 1300, 2600, 10000, 20000, 28000, 40000, 65000, 130_000],
            points: &[-220, 225, -91, -41, 3, 4676, 4963, 3785, 4921, 61],
            night: &[],
            unknown: 61,
        },
        Scale {
            of: Trait::ToUsual,
            edges: &[5, 14, 37, 74, 100, 135, 200, 330, 600, 1200],
            points: &[-452, -161, -329, -59, 9, 1088, 3525, 3611, 562, -427, -2224],
            night: &[],
            unknown: 70,
        },
        Scale {
            of: Trait::ToMedian,
            edges: &[10, 50, 100, 150, 200, 250, 300, 350, 400, 500, 700, 1000],
            points: &[-354, 524, -16, -413, 287, 1002, 1692, 3967, 6298, 5082, 10528, 7757, 4427],
            night: &[],
            unknown: 86,
        },
    ],
    hours: [24, 72, 336],
    any: [11, 255, 269],
    at_night: [-118, 53, 5],
    above: [-25, -115, 116],
    low: [0, 0, 0],
    levels: [-2641, -4422, -6660],
};
