//! What the options of fields have in common.

use voldeck_core::action::SelectOption;

/// Tells choices of the same label apart by their values; they are sorted by label.
pub fn tell_apart(choices: &mut [SelectOption]) {
    let labels: Vec<String> = choices.iter().map(|choice| choice.label.clone()).collect();
    for (at, choice) in choices.iter_mut().enumerate() {
        let same = |other: Option<usize>| other.and_then(|other| labels.get(other)) == Some(&choice.label);
        if (same(at.checked_sub(1)) || same(Some(at + 1))) && choice.value != choice.label {
            let dot = if choice.note.is_empty() { "" } else { " · " };
            choice.note.extend([dot, &choice.value]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_of_the_same_label_show_their_values() {
        let mut choices = vec![
            SelectOption::new("1", "web", "running"),
            SelectOption::new("2", "web", ""),
            SelectOption::new("3", "webs", "stopped"),
            SelectOption::plain("4"),
            SelectOption::plain("4"),
        ];
        tell_apart(&mut choices);
        let notes: Vec<_> = choices.iter().map(|choice| choice.note.as_str()).collect();
        assert_eq!(notes, ["running · 1", "2", "stopped", "", ""]);
    }
}
