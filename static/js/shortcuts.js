// Keys: "/" search, "?" help, "g" then "t" 待办, "c" 清单, "i" 消息. Never while typing.

const PLACES = { t: "todo", c: "checklists", i: "inbox" };
const WITHIN = 1200;
let pressedG = 0;

function isTyping(target) {
    return target.isContentEditable || target.matches("input, textarea, select");
}

document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const wasG = Date.now() - pressedG < WITHIN;
    pressedG = 0;
    if (event.key === "/") {
        const search = [...document.querySelectorAll("[data-search]")].find((input) => input.offsetParent);
        if (!search) return;
        event.preventDefault();
        search.select();
    } else if (event.key === "?") {
        document.getElementById("help")?.showModal();
    } else if (wasG && PLACES[event.key]) {
        document.querySelector(`.rail [data-key="${PLACES[event.key]}"]`)?.click();
    } else if (event.key === "g") {
        pressedG = Date.now();
    }
});
