//! Who uses a CSI volume, as the three generations of the full reading and the list tell it.

use super::ObjectReader;
use super::claim::{Claims, bare, claim_state, user};
use voldeck_core::model::{Attachment, Phase, Status};

/// The counts of claims, of those that write and of those that read. What cannot be read of them stands where users stand, see
/// [`csi`](super::csi::csi).
pub(super) const COUNTS: [&str; 2] = ["CurrentWriters", "CurrentReaders"];

/// Claims and allocations have the ids of allocations for keys.
pub(super) struct Uses<'a> {
    allocations: Vec<ObjectReader<'a>>,
    writers: Keyed<'a>,
    readers: Keyed<'a>,
    write_claims: Keyed<'a>,
    read_claims: Keyed<'a>,
    past_claims: Keyed<'a>,
    /// How many there are, as far as this reading says.
    pub(super) claims: Claims,
    /// Whether this reading tells all of them, so that none means nobody.
    whole: bool,
}

/// Allocations or claims by id; `None` where the server only tells the id.
type Keyed<'a> = Vec<(String, Option<ObjectReader<'a>>)>;

fn keyed<'k, 'a>(list: &'k Keyed<'a>, id: &str) -> Option<&'k (String, Option<ObjectReader<'a>>)> {
    list.iter().find(|(have, _)| have == id)
}

impl<'a> Uses<'a> {
    pub(super) fn of(volume: &ObjectReader<'a>) -> Self {
        let allocations = volume.objects("Allocations");
        let (writers, readers) = (volume.entries("WriteAllocs"), volume.entries("ReadAllocs"));
        let [writing, reading] = COUNTS.map(|name| volume.try_unsigned(name).ok().flatten());
        let counts = (writing, reading);
        let told = ["WriteAllocs", "ReadAllocs", "WriteClaims", "ReadClaims"].iter().any(|name| volume.get(name).is_some());
        let mut claims =
            Claims { writers: counts.0.unwrap_or(writers.len() as u64), readers: counts.1.unwrap_or(readers.len() as u64), others: 0 };
        if claims.all() == 0 {
            claims.others = allocations.len() as u64;
        }
        let (write_claims, read_claims) = (volume.entries("WriteClaims"), volume.entries("ReadClaims"));
        let past_claims = volume.entries("PastClaims");
        let whole = told || (counts.0.is_some() && counts.1.is_some());
        Self { allocations, writers, readers, write_claims, read_claims, past_claims, claims, whole }
    }

    /// Whether anybody uses it; `None` where this reading does not say.
    pub(super) fn attached(&self) -> Option<bool> {
        let any = self.claims.all() > 0 || !self.allocations.is_empty() || !self.past_claims.is_empty();
        if any { Some(true) } else { self.whole.then_some(false) }
    }

    /// How many claims are being freed.
    pub(super) fn being_freed(&self) -> u64 {
        self.past_claims.len() as u64
    }

    pub(super) fn attachments(&self) -> Vec<Attachment> {
        let mut attachments: Vec<Attachment> = Vec::new();
        for allocation in &self.allocations {
            let mut user = user(allocation, None);
            let role = match (keyed(&self.writers, &user.id), keyed(&self.readers, &user.id)) {
                (Some(_), _) => Some("writer"),
                (None, Some(_)) => Some("reader"),
                (None, None) => None,
            };
            user.role = role.map(str::to_owned);
            attachments.push(user);
        }
        for (role, allocations, claims) in [("writer", &self.writers, &self.write_claims), ("reader", &self.readers, &self.read_claims)] {
            for (id, allocation) in allocations {
                if attachments.iter().any(|user| user.id == *id) {
                    continue;
                }
                attachments.push(if let Some(allocation) = allocation {
                    Attachment { id: id.clone(), ..user(allocation, Some(role)) }
                } else {
                    let claim = keyed(claims, id).and_then(|(_, claim)| claim.as_ref());
                    bare(id, claim, role, Status::new(Phase::Unknown, "gone"))
                });
            }
        }
        for (id, claim) in &self.past_claims {
            // An allocation stays among the others until its claim is free; from here on, being freed is what counts.
            if let Some(user) = attachments.iter_mut().find(|user| user.id == *id) {
                user.role = Some("being freed".to_owned());
            } else {
                let status = Status::new(Phase::Changing, claim_state(claim.as_ref()));
                attachments.push(bare(id, claim.as_ref(), "being freed", status));
            }
        }
        attachments
    }
}
