//! What has to be filled in to connect to Nomad.

use voldeck_core::action::{Field, FieldKind, Form};
use voldeck_core::texts::t;

/// The sign-in form. <https://developer.hashicorp.com/nomad/api-docs>
pub fn form() -> Form {
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example("https://nomad.example.net:4646")
                .help(t("Where the HTTP API is, without /v1. A path on this site, such as /relay/nomad, goes through a proxy: Nomad answers no CORS preflight, so a browser needs one for tokens and for every change.")),
            Field::new("namespace", "Namespace", FieldKind::Code)
                .value("*")
                .example("default")
                .help(t("* is every namespace the token may see. Before Nomad 1.3, which has no *, they are asked one by one.")),
            Field::new("token", t("ACL token"), FieldKind::Secret)
                .example("8176afd3-772d-0b71-8f85-7fa5d903e9d4")
                .help(t("The SecretID, sent as X-Nomad-Token. Empty where ACLs are off.")),
            Field::new("region", "Region", FieldKind::Code)
                .example("global")
                .help(t("The agent passes calls on to this region. Empty is the agent’s own."))
                .advanced(),
            Field::new("prefix", t("ID prefix"), FieldKind::Code).example("pg-").help(t("Shows only volumes whose ID begins with it. From Nomad 1.0.6.")).advanced(),
            Field::new("filter", "Filter", FieldKind::Code)
                .example("PluginID == \"ebs\"")
                .help(t("Shows only volumes that match: an expression over the full fields, https://developer.hashicorp.com/nomad/api-docs#filtering. From Nomad 1.3."))
                .advanced(),
            Field::new("plugin_id", t("Plugin ID"), FieldKind::Code).example("ebs").help(t("Shows only volumes of this plugin: its exact ID. CSI volumes only.")).advanced(),
            Field::new("node_id", t("Node ID"), FieldKind::Code)
                .example("fb2170a8-257d-3c64-b14d-bc06cc94e34c")
                .help(t("Shows only volumes on this node: its ID, or the beginning of one with an even number of digits."))
                .advanced(),
        ],
    }
}
