//! A menu that drops down from a button: a popover in the top layer, so that no scroller cuts it off. `Esc` and a click
//! elsewhere close it; the arrow keys move within it.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use super::listener;
use crate::interaction::menu::{self, Rectangle, next_item};
use crate::ui::root::Root;

/// Closes the menu that an element is in.
pub fn close_menu(root: Root, id: &str) {
    if let Some(menu) = root.by_id(id) {
        call(&menu, "hidePopover");
    }
}

/// Calls a method without arguments that `web_sys` does not have in its stable part.
fn call(element: &web_sys::Element, method: &str) {
    if let Ok(method) = js_sys::Reflect::get(element, &method.into()).and_then(JsCast::dyn_into::<js_sys::Function>) {
        let _ = method.call0(element);
    }
}

/// A button and what drops down from it.
#[component]
pub fn Menu(
    /// A name for it that no other element of the page has.
    #[prop(into)]
    id: String,
    /// The button's classes.
    class: &'static str,
    /// The button's label, where it has no words.
    #[prop(optional)]
    label: &'static str,
    /// Whether it is a list of actions (`menu`) or a form such as a facet (`dialog`).
    #[prop(default = "menu")]
    role: &'static str,
    /// What the button shows.
    #[prop(into)]
    button: ViewFn,
    /// What drops down.
    #[prop(into)]
    content: ViewFn,
) -> AnyView {
    let name = (!label.is_empty()).then_some(label);
    let button_id = format!("{id}-button");
    let from = RwSignal::new(button_id.clone());
    view! {
        <button id=button_id class=class type="button" popovertarget=id.clone() aria-haspopup=role aria-expanded="false" aria-label=name title=name>
            {button.run()}
        </button>
        <Dropdown id=id role=role from=from content=content/>
    }.into_any()
}

/// What drops down from a button, or from one of many: the one that was pressed says with `popovertarget` whose it is. The
/// content is only made while it is open.
#[component]
pub fn Dropdown(
    /// A name for it that no other element of the page has.
    #[prop(into)]
    id: String,
    /// Whether it is a list of actions (`menu`) or a form such as a facet (`dialog`).
    role: &'static str,
    /// The id of the button that it drops down from at the time, and is called after.
    from: RwSignal<String>,
    /// What drops down.
    #[prop(into)]
    content: ViewFn,
) -> AnyView {
    let root = expect_context::<Root>();
    let open = RwSignal::new(false);
    let menu_ref = NodeRef::<leptos::html::Div>::new();
    let is_open = |menu: &HtmlElement| menu.matches(":popover-open").unwrap_or(false);
    let before = move |_: web_sys::Event| {
        if let (Some(button), Some(menu)) = (button_of(root, from), menu_ref.get_untracked()) {
            let _ = button.set_attribute("aria-expanded", if is_open(&menu) { "false" } else { "true" });
        }
    };
    // Its size decides where it fits: when it is there, and again when what was being loaded has come. Then its first entry is given the
    // focus, unless one has it.
    let arrange = move || {
        if let (Some(true), Some(button), Some(menu)) = (open.try_get_untracked(), button_of(root, from), menu_ref.get_untracked()) {
            place(&button, &menu);
            let has_focus = root.active_element().is_some_and(|active| menu.contains(Some(&active)));
            if let Some(first) = items(&menu).first().filter(|_| !has_focus) {
                let _ = first.focus();
            }
        }
    };
    let sized: StoredValue<Option<SizeObserver>, LocalStorage> = StoredValue::new_local(None);
    let toggled = move |_: web_sys::Event| {
        let Some(menu) = menu_ref.get_untracked() else { return };
        open.set(is_open(&menu));
        sized.set_value(if is_open(&menu) { SizeObserver::new(&menu, arrange) } else { None });
    };
    let keys = move |event: KeyboardEvent| {
        let Some(menu) = menu_ref.get_untracked() else { return };
        let items = items(&menu);
        let at = root.active_element().and_then(|active| items.iter().position(|item| item.is_same_node(Some(&active))));
        let Some(next) = next_item(&event.key(), at, items.len()) else { return };
        event.prevent_default();
        event.stop_propagation();
        if let Some(item) = items.get(next) {
            let _ = item.focus();
        }
    };
    view! {
        <div node_ref=menu_ref class="menu" id=id popover="auto" role=role aria-labelledby=from on:keydown=listener(keys) on:beforetoggle=listener(before) on:toggle=listener(toggled)>
            {move || open.get().then(|| content.run())}
        </div>
    }.into_any()
}

/// Calls back when the size of an element is first known and whenever it changes, until this is dropped.
struct SizeObserver {
    observer: ResizeObserver,
    _heard: Closure<dyn FnMut()>,
}

impl SizeObserver {
    fn new(element: &HtmlElement, changed: impl Fn() + 'static) -> Option<Self> {
        let heard = Closure::<dyn FnMut()>::new(changed);
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _heard: heard })
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The button that a menu drops down from.
fn button_of(root: Root, from: RwSignal<String>) -> Option<HtmlElement> {
    root.by_id(&from.get_untracked())
}

/// What can be moved to within a menu.
fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let found = menu.query_selector_all("button, a[href], input");
    found.map_or_else(|_| Vec::new(), |list| (0..list.length()).filter_map(|i| list.get(i)?.dyn_into().ok()).collect())
}

/// Puts a menu where there is room for it.
fn place(button: &HtmlElement, menu: &HtmlElement) {
    let number = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    let (width, height) = (number(window().inner_width()), number(window().inner_height()));
    let (style, at) = (menu.style(), button.get_bounding_client_rect());
    // A row that was drawn anew hides its button until it is pointed at: then the menu stays where it is.
    if at.width() < 1.0 {
        return;
    }
    let at = Rectangle { left: at.left(), top: at.top(), width: at.width(), height: at.height() };
    // As wide as it wants to be: where it stands, the edge of the window may make it narrower.
    let _ = style.set_property("left", "0");
    let size = menu.get_bounding_client_rect();
    let (left, top) = menu::place(at, (size.width(), size.height()), (width, height));
    // Whole pixels: without code that writes fractions, the program is ten kilobytes smaller.
    #[expect(clippy::cast_possible_truncation, reason = "positions on a screen")]
    let pixels = |at: f64| format!("{}px", at as i32);
    let _ = style.set_property("left", &pixels(left));
    let _ = style.set_property("top", &pixels(top));
}
