//! RAID arrays, made of the volumes that name the same `raid_array_id`: Scalarium has no call for them.
//!
//! Nothing is put in that was not sent: an array's text is the list of its volumes' texts, its size their sum (the level is not
//! told, so what a file system gets of it is not known). Its state word is its volumes' where they agree; otherwise the words
//! are counted, and one that differs means that the array is not whole. Where a volume could not be read, or does not tell, the
//! array does not tell either.

use crate::address;
use voldeck_core::decode::{ObjectReader, count, sort_by_name};
use voldeck_core::fill;
use voldeck_core::json::{self, RawJson};
use voldeck_core::model::{Attachment, Attribute, Bytes, Item, Kind, Phase, Resource, Status, Value};

/// The id of the array that an item belongs to, even if the item cannot be read otherwise; empty if there is none.
fn array_of(item: &Item) -> String {
    let raw = match item {
        Ok(volume) => &volume.raw,
        Err(bad) => &bad.raw,
    };
    ObjectReader::parse(raw.text()).ok().and_then(|volume| volume.text("raid_array_id")).unwrap_or_default()
}

/// The arrays of a list of volumes, sorted by name.
pub fn arrays(items: &[Item]) -> Vec<Item> {
    let ids: Vec<String> = items.iter().map(array_of).collect();
    let mut arrays: Vec<Item> = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        if !id.is_empty() && !ids[..place].contains(id) {
            arrays.push(Ok(array(&ids, place, items)));
        }
    }
    sort_by_name(&mut arrays);
    arrays
}

/// The array whose first volume is at this place, from a list of volumes and the ids of their arrays.
fn array(ids: &[String], first: usize, items: &[Item]) -> Resource {
    let id = &ids[first];
    let mut members: Vec<&Resource> = Vec::new();
    let mut attachments: Vec<Attachment> = Vec::new();
    let (mut sum, mut attached, mut texts, mut bad) = (Some(0u64), Some(false), Vec::new(), 0);
    for (of, item) in ids.iter().zip(items) {
        if of != id {
            continue;
        }
        let member = match item {
            Ok(member) => member,
            Err(unreadable) => {
                bad += 1;
                sum = None;
                attached = attached.filter(|used| *used);
                texts.push(unreadable.raw.text().to_owned());
                continue;
            }
        };
        texts.push(member.raw.text().to_owned());
        sum = sum.zip(member.size).and_then(|(sum, size)| sum.checked_add(size.0));
        // One that is in use is enough; nobody uses the array only if all say so.
        attached = match (attached, member.attached) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (known, told) => known.and(told),
        };
        for user in &member.attachments {
            if !attachments.iter().any(|known| known.id == user.id) {
                // Where it is mounted, and since when, each volume tells for itself.
                attachments.push(Attachment { role: None, since: None, ..user.clone() });
            }
        }
        members.push(member);
    }
    let mut attributes = vec![Attribute { key: "volumes", label: "Volumes", value: Value::Number(texts.len() as u64) }];
    // What all volumes say alike is said of the array.
    for attribute in members.first().filter(|_| bad == 0).map_or(&[][..], |first| &first.attributes) {
        let alike = members.iter().all(|member| member.attribute(attribute.key) == Some(&attribute.value));
        if alike && matches!(attribute.key, "mount" | "zone" | "cloud") {
            attributes.push(attribute.clone());
        }
    }
    let mut resource = Resource::new(
        Kind::Group,
        address::id(&[id]),
        id.clone(),
        name(&members),
        status(&members, bad),
        &json::text(&texts.iter().map(|text| RawJson(text)).collect::<Vec<_>>()),
    );
    resource.size = sum.map(Bytes);
    resource.attached = attached;
    resource.attachments = attachments;
    resource.attributes = attributes;
    resource
}

/// What the volumes' names begin with alike, without numbers and marks at its end; none if that is hardly anything.
fn name(members: &[&Resource]) -> Option<String> {
    let mut name = members.first()?.name.as_str();
    let mut whole = true;
    for member in members {
        while !member.name.starts_with(name) {
            whole = false;
            let mut shorter = name.chars();
            shorter.next_back();
            name = shorter.as_str();
        }
        whole &= member.name == name;
    }
    let name = if whole { name } else { name.trim_end_matches(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()) };
    (name.len() > 2).then(|| name.to_owned())
}

/// The volumes' words and how many there are of each, if there is more than one.
fn status(members: &[&Resource], bad: u64) -> Status {
    let (mut phase, mut words, mut details) = (Phase::Ready, Vec::<(&str, u64)>::new(), Vec::<String>::new());
    for member in members {
        let status = &member.status;
        // Unknown is not worse than failed.
        if phase != Phase::Failed && (status.phase == Phase::Failed || status.phase > phase) {
            phase = status.phase;
        }
        if let Some(detail) = status.detail.as_ref().filter(|detail| !details.contains(detail)) {
            details.push(detail.clone());
        }
        match words.iter_mut().find(|(word, _)| *word == status.label) {
            Some((_, number)) => *number += 1,
            None => words.push((&status.label, 1)),
        }
    }
    let mut all: Vec<String> = words.iter().map(|(word, number)| format!("{number} {word}")).collect();
    if bad > 0 {
        all.push(fill!("{bad} unreadable", bad));
        details.push(fill!("{bad} could not be read", bad = count(bad, ["{number} volume", "{number} volumes"])));
        // Whether the array is whole is not known then, unless it is known to have failed.
        phase = if phase == Phase::Failed { phase } else { Phase::Unknown };
    }
    let label = match (words.as_slice(), bad) {
        ([], _) => Status::not_reported().label,
        ([(word, _)], 0) => (*word).to_owned(),
        _ => all.join(", "),
    };
    if words.len() > 1 {
        phase = phase.max(Phase::Degraded);
    }
    Status { phase, label, detail: (!details.is_empty()).then(|| details.join("; ")) }
}
