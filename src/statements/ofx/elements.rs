//! Which tags of OFX hold other tags. SGML leaves values unclosed, so that a reader has to know.

/// True for a tag that holds tags whatever follows it.
pub(super) fn is_aggregate(name: &str) -> bool {
    // nearly every tag of a long file is one of these
    if matches!(name, "TRNTYPE" | "DTPOSTED" | "TRNAMT" | "FITID" | "NAME" | "MEMO") {
        return false;
    }
    is_statement(name)
        || is_transaction(name)
        || matches!(
            name,
            "OFX"
                | "SONRS"
                | "STATUS"
                | "FI"
                | "BANKACCTFROM"
                | "BANKACCTTO"
                | "CCACCTFROM"
                | "CCACCTTO"
                | "INVACCTFROM"
                | "INVACCTTO"
                | "LOANACCTFROM"
                | "LOANACCTTO"
                | "PAYEE"
                | "EXTDPAYEE"
                | "CURRENCY"
                | "ORIGCURRENCY"
                | "IMAGEDATA"
                | "LEDGERBAL"
                | "AVAILBAL"
                | "BAL"
                | "INVBAL"
                | "INVBANKTRAN"
                | "INVTRAN"
                | "INVPOS"
                | "INVBUY"
                | "INVSELL"
                | "SECID"
                | "SECINFO"
                | "BANKTRANLIST"
                | "BANKTRANLISTP"
                | "INVTRANLIST"
                | "INVPOSLIST"
                | "BALLIST"
        )
}

/// True for a tag that by its ending should hold tags, if no text follows it: OFX names its messages and lists so.
pub(super) fn may_be_aggregate(name: &str) -> bool {
    ["RS", "RQ", "V1", "V2", "LIST"].iter().any(|end| name.ends_with(end))
}

/// A statement: everything of one account.
pub(super) fn is_statement(name: &str) -> bool {
    matches!(name, "STMTRS" | "CCSTMTRS" | "INVSTMTRS")
}

/// A booked transaction, or one of the pending ones of OFX 2.2.
pub(super) fn is_transaction(name: &str) -> bool {
    matches!(name, "STMTTRN" | "STMTTRNP")
}
