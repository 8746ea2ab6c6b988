//! Merchant category codes (ISO 18245) by the category of what is sold. Ranges, compact: a feed that sends a code knows better than
//! words do, and worse than the brand table.

use crate::domain::Category;

use Category::{
    Entertainment, FoodAndDrink, GeneralMerchandise, GeneralServices, GovernmentAndNonProfit, HomeImprovement,
    LoanPayments, Medical, PersonalCare, RentAndUtilities, TransferOut, Transportation, Travel,
};

/// First and last code of a range, inclusive; narrow ranges before the wide ones that hold them.
const RANGES: &[(u16, u16, Category)] = &[
    (742, 742, Medical),
    (763, 780, HomeImprovement),
    (1520, 1799, HomeImprovement),
    (2741, 2842, GeneralServices),
    (3000, 3999, Travel),
    (4011, 4112, Transportation),
    (4119, 4119, Medical),
    (4121, 4131, Transportation),
    (4214, 4225, GeneralServices),
    (4411, 4582, Travel),
    (4722, 4723, Travel),
    (4784, 4789, Transportation),
    (4812, 4816, RentAndUtilities),
    (4829, 4829, TransferOut),
    (4899, 4900, RentAndUtilities),
    (5013, 5013, GeneralServices),
    (5021, 5039, HomeImprovement),
    (5047, 5047, Medical),
    (5065, 5074, HomeImprovement),
    (5122, 5122, Medical),
    (5172, 5172, Transportation),
    (5198, 5261, HomeImprovement),
    (5300, 5399, GeneralMerchandise),
    (5411, 5499, FoodAndDrink),
    (5532, 5533, GeneralServices),
    (5541, 5542, Transportation),
    (5552, 5552, Transportation),
    (5599, 5699, GeneralMerchandise),
    (5712, 5722, HomeImprovement),
    (5732, 5735, GeneralMerchandise),
    (5811, 5814, FoodAndDrink),
    (5815, 5818, Entertainment),
    (5912, 5912, Medical),
    (5921, 5921, FoodAndDrink),
    (5960, 5960, GeneralServices),
    (5968, 5968, GeneralServices),
    (5975, 5976, Medical),
    (5983, 5983, RentAndUtilities),
    (5931, 5999, GeneralMerchandise),
    (6010, 6011, TransferOut),
    (6012, 6012, LoanPayments),
    (6051, 6051, TransferOut),
    (6211, 6211, TransferOut),
    (6300, 6399, GeneralServices),
    (6513, 6513, RentAndUtilities),
    (6536, 6540, TransferOut),
    (7011, 7033, Travel),
    (7210, 7298, PersonalCare),
    (7299, 7399, GeneralServices),
    (7512, 7519, Travel),
    (7523, 7524, Transportation),
    (7531, 7549, GeneralServices),
    (7622, 7699, GeneralServices),
    (7800, 7996, Entertainment),
    (7997, 7997, PersonalCare),
    (7998, 7999, Entertainment),
    (8011, 8099, Medical),
    (8111, 8351, GeneralServices),
    (8398, 8398, GovernmentAndNonProfit),
    (8641, 8661, GovernmentAndNonProfit),
    (8675, 8999, GeneralServices),
    (9211, 9222, GovernmentAndNonProfit),
    (9311, 9405, GovernmentAndNonProfit),
];

/// The category of a code; `None` where the code says nothing of what was sold.
pub(super) fn category(code: u16) -> Option<Category> {
    RANGES.iter().find(|(first, last, _)| (*first..=*last).contains(&code)).map(|(_, _, category)| *category)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_everybody_knows_have_their_category() {
        for (code, expected) in [
            (5411, Some(FoodAndDrink)),
            (5812, Some(FoodAndDrink)),
            (5541, Some(Transportation)),
            (5912, Some(Medical)),
            (5968, Some(GeneralServices)),
            (5942, Some(GeneralMerchandise)),
            (7997, Some(PersonalCare)),
            (3058, Some(Travel)),
            (4900, Some(RentAndUtilities)),
            (1, None),
            (9999, None),
        ] {
            assert_eq!(category(code), expected, "{code}");
        }
    }

    #[test]
    fn every_range_can_be_reached() {
        for (first, last, expected) in RANGES {
            assert!(first <= last);
            assert_eq!(category(*first), Some(*expected), "{first} is hidden by an earlier range");
        }
    }
}
