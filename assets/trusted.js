// Leptos writes its templates as HTML. A page whose policy says `require-trusted-types-for 'script'` takes HTML only by way of a policy,
// which such a page names in `trusted-types voldeck`.
let policy;
try {
  policy = globalThis.trustedTypes?.createPolicy("voldeck", { createHTML: (html) => html });
} catch {
  // Another copy on this page has made it: then the page has to allow duplicates, or have one copy.
}

// What the program writes: templates that were compiled into it, without anything that a provider sent.
export const trusted = (html) => (policy ? policy.createHTML(html) : html);
