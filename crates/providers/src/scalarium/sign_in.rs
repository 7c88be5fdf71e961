//! What has to be filled in to connect to Scalarium.

use super::ADDRESS;
use voldeck_core::action::{Field, FieldKind, Form};
use voldeck_core::texts::t;

/// The sign-in form. <https://support.scalarium.com/kb/api/fundamentals-and-authentication>
pub fn form() -> Form {
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example(ADDRESS)
                .help(t("Where the API is, with /api. Scalarium’s own, at manage.scalarium.com, ended when it became AWS OpsWorks in 2013. A path on this site, such as /relay/scalarium, goes through a proxy: Scalarium is not known to answer a CORS preflight.")),
            Field::new("token", t("API token"), FieldKind::Secret)
                .required()
                .example("3fbef44fef7e50dd2ad69c8a5da0d853")
                .help(t("From the user’s settings, sent as X-Scalarium-Token. Volumes need the token of an account admin, and access to the API has to be enabled for the user.")),
        ],
    }
}
