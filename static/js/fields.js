// Field comforts: character counters, the list of chosen files and what is wrong with them, focus on
// the error summary, selects and boxes that send their form on change (data-autosubmit).
const BROWSES = /^(Arrow|Home|End|Page|[^ ]$)/;
const MEGABYTE = 1048576;

function count(area) {
    const limit = Number(area.dataset.counter);
    let note = area.nextElementSibling;
    if (!note?.matches(".counter")) {
        note = document.createElement("div");
        note.className = "counter";
        area.after(note);
    }
    const left = limit - [...area.value].length;
    note.textContent = left >= 0 ? `还可以写 ${left} 字` : `超出 ${-left} 字，请删减`;
    note.classList.toggle("is-over", left < 0);
}

function sizeText(bytes) {
    if (bytes < MEGABYTE) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
    return `${(bytes / MEGABYTE).toFixed(1).replace(".0", "")} MB`;
}

// What the server would refuse after the whole file was sent; a name without an ending is left to it.
function fault(file, { limit, types, typesLabel }) {
    const ending = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
    if (limit && file.size > Number(limit)) {
        return `文件“${file.name}”有 ${sizeText(file.size)}，超过 ${sizeText(Number(limit))} 的上限，请压缩或拆分后重新选择。`;
    }
    if (["heic", "heif"].includes(ending)) {
        return `文件“${file.name}”是 HEIC 照片，多数电脑打不开。请在手机相机设置中选择“兼容性最佳”，或导出为 JPG 后重新选择。`;
    }
    if (types && ending && !types.split(",").includes(ending)) {
        return `文件“${file.name}”的格式不能上传，请改用 ${typesLabel}。`;
    }
    return "";
}

function judge(input) {
    const most = Number(input.dataset.most);
    const faults = [...input.files].map((file) => fault(file, input.dataset)).filter(Boolean);
    if (most && input.files.length > most) {
        faults.unshift(`一次最多上传 ${most} 个文件，现有 ${input.files.length} 个。请移除一些，分次上传。`);
    }
    input.setCustomValidity(faults.join("\n"));
    const place = input.closest("[data-file-picker]")?.querySelector("[data-file-faults]");
    if (!place) return;
    place.hidden = faults.length === 0;
    place.replaceChildren(
        ...faults.map((words) => Object.assign(document.createElement("p"), { textContent: words })),
    );
}

function remove(input, file) {
    const rest = new DataTransfer();
    for (const other of input.files) if (other !== file) rest.items.add(other);
    input.files = rest.files;
    list(input);
}

function row(input, file) {
    const item = document.createElement("li");
    if (file.type.startsWith("image/")) {
        const image = document.createElement("img");
        image.alt = "";
        image.src = URL.createObjectURL(file);
        image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
        image.addEventListener("error", () => image.remove(), { once: true });
        item.append(image);
    }
    const name = document.createElement("span");
    name.textContent = `${file.name}（${sizeText(file.size)}）`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = "移除";
    button.setAttribute("aria-label", `移除 ${file.name}`);
    button.addEventListener("click", () => remove(input, file));
    item.append(name, button);
    return item;
}

function list(input) {
    const target = input.closest("[data-file-picker]")?.querySelector("[data-file-list]");
    target?.replaceChildren(...[...input.files].map((file) => row(input, file)));
    judge(input);
}

document.addEventListener("input", (event) => {
    if (event.target.matches("[data-counter]")) count(event.target);
});

// Arrow keys on a closed select only look through its choices: the button beside it sends them.
let browsing = false;

document.addEventListener("keydown", (event) => {
    const isSelect = event.target.matches?.("select[data-autosubmit]");
    browsing = isSelect && !event.altKey && BROWSES.test(event.key);
});

document.addEventListener("pointerdown", () => {
    browsing = false;
});

document.addEventListener("change", (event) => {
    const control = event.target;
    if (control.matches('[data-file-picker] input[type="file"]')) list(control);
    if (control.matches('input[type="radio"], select')) heed(control.form);
    if (control.matches("[data-autosubmit]") && !browsing) control.form?.requestSubmit();
});

// data-with="way=receiving": a field that is asked for only while that choice is made.
function heed(form) {
    for (const control of form?.querySelectorAll("[data-with]") ?? []) {
        const [name, value] = control.dataset.with.split("=");
        control.closest(".field").hidden = form.elements[name]?.value !== value;
    }
}

document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
});

function prepare(root) {
    root.querySelectorAll("[data-counter]").forEach(count);
    // A file may have been chosen before this script came, or kept by the browser on the way back.
    root.querySelectorAll('[data-file-picker] input[type="file"]').forEach(list);
    root.querySelectorAll("form:has([data-with])").forEach(heed);
    root.querySelector("[data-form-invalid]")?.focus();
}

document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
prepare(document);
