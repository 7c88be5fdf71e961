//! What has to be filled in to connect to `LunaNode`.

use super::ADDRESS;
use voldeck_core::action::{Field, FieldKind, Form};
use voldeck_core::texts::t;

/// The sign-in form. <https://www.lunanode.com/api/overview>
pub fn form() -> Form {
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example(ADDRESS)
                .help(t("Where the API is, without /api. A path on this site, such as /relay/lunanode, goes through a proxy. LunaNode does not say that it answers pages of other origins: without a proxy a call may be carried out although its answer cannot be read, so lists stay empty and every change ends as “outcome unknown”.")),
            Field::new("api_id", t("API ID"), FieldKind::Code)
                .required()
                .example("ABCDEFGHIJ012345")
                .help(t("16 characters, from the panel’s API page.")),
            Field::new("api_key", t("API key"), FieldKind::Secret)
                .required()
                .help(t("128 hexadecimal digits. Calls are signed with it in this browser; its second half never leaves it. This computer’s clock has to be right.")),
            Field::new("region", "Region", FieldKind::Code)
                .example("toronto")
                .help(t("Shows only this region. Empty is every region that region/list names; a key that may not call that needs one here."))
                .advanced(),
        ],
    }
}
