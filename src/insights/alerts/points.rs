//! Points of a charge's traits in thousandths of log-odds: made by scripts/alerts/fit.py from labelled streams, never by hand.
//! A trait's points are told against those of a usual charge; `levels` are the scores at which quiet, normal and strict speak.

use super::score::{Points, Scale, Trait};

/// For charges with a category and a time of day.
pub(super) static FULL: Points = Points {
    base: -9909,
    night: 1,
    scales: &[
        Scale {
            of: Trait::Amount,
            edges: &[500, 1300, 2600, 10000, 20000, 28000, 40000, 65000, 130_000],
            points: &[-327, 1468, 1078, -906, -146, 1973, 1704, 848, 3786, -738],
            night: &[-714, 2239, 1902, -1834, 2281, 1686, 4248, 3070, 2810, -525],
            unknown: 227,
        },
        Scale {
            of: Trait::ToUsual,
            edges: &[5, 14, 37, 74, 100, 135, 200, 330],
            points: &[-273, 383, -230, 122, 303, -1566, 2, 1155, 2286],
            night: &[-723, 584, 106, 379, -898, 1640, 408, -163, -2104],
            unknown: 64,
        },
        Scale {
            of: Trait::ToCategoryMost,
            edges: &[37, 74, 100, 135],
            points: &[-26, 210, 812, -240, -729],
            night: &[-208, 381, -638, -364, 1183],
            unknown: -99,
        },
        Scale {
            of: Trait::UnderCategoryLeast,
            edges: &[60, 100, 122, 165, 270],
            points: &[33, 61, -1085, -460, -561, -514],
            night: &[219, 1441, -4517, -1650, 1117, -1880],
            unknown: -168,
        },
        Scale {
            of: Trait::CategoryRank,
            edges: &[5, 20, 60, 150, 900, 960, 990, 999],
            points: &[551, -17, -283, -53, -52, 493, 340, 513, 400],
            night: &[3288, 2704, 517, 1102, -12, -522, 184, 978, 554],
            unknown: -8,
        },
        Scale {
            of: Trait::CategoryRows,
            edges: &[1, 5, 20],
            points: &[2805, 784, -67, -42],
            night: &[2031, 455, -2180, 283],
            unknown: 311,
        },
    ],
    hours: [6, 24, 72],
    any: [229, 125, 460],
    at_night: [-182, 329, 19],
    above: [322, 195, 260],
    low: [443, -232, -256],
    levels: [-1315, -2690, -4545],
};

/// For charges of which no more is known than amount and day.
pub(super) static PLAIN: Points = Points {
    base: -8795,
    night: 0,
    scales: &[
        Scale {
            of: Trait::Amount,
            edges: &[500, 1300, 2600, 10000, 20000, 28000, 40000, 65000, 130_000],
            points: &[-193, 224, -73, -48, -1, 4675, 5127, 4114, 4725, 52],
            night: &[],
            unknown: 52,
        },
        Scale {
            of: Trait::ToUsual,
            edges: &[5, 14, 37, 74, 100, 135, 200, 330],
            points: &[-454, -270, -312, -49, 26, 973, 3374, 3518, 637],
            night: &[],
            unknown: 55,
        },
        Scale {
            of: Trait::ToMedian,
            edges: &[10, 50, 100, 150, 200, 250, 300, 350, 400, 500, 700, 1000],
            points: &[-317, 556, -7, -408, 228, 932, 1669, 3886, 6202, 4973, 10463, 7785, 3063],
            night: &[],
            unknown: 74,
        },
    ],
    hours: [24, 72, 336],
    any: [1, 258, 256],
    at_night: [-115, 32, 27],
    above: [-15, -109, 120],
    low: [0, 0, 0],
    levels: [-2624, -4443, -6723],
};
