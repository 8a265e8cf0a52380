// Pictures of figures: the sketch map of the districts, the trend of a rate, sums of money side by
// side and over the years, the health of one body.
// A [data-chart] element names by data-source the JSON script that holds its figures, or carries
// them itself (data-figures) when it comes later; the same figures stand in a table under it.
// ECharts comes as a plain script before this one.

const STYLE = getComputedStyle(document.documentElement);
const token = (name) => STYLE.getPropertyValue(name).trim();
const INK = token("--ink");
const SOFT = token("--ink-soft");
const LINE = token("--line");
const PAPER = token("--paper");
// Light enough for dark names on all of them.
const SHADES = ["#f1f6fa", "#dbe8f2", "#bfd6e8", "#9fc1dc", "#7eabd0"];
const DARK = "#1d4f7c";
const WAYS = [
    { type: "solid", symbol: "circle" },
    { type: "dashed", symbol: "rect" },
    { type: "dotted", symbol: "triangle" },
    { type: [10, 3, 2, 3], symbol: "diamond" },
];
const TEXT = { fontFamily: token("--font"), color: INK };
// Where the names of small neighbours would lie upon each other: how far to set them aside.
const ASIDE = {
    相城区: [4, -22],
    姑苏区: [6, 2],
    吴中区: [-46, 44],
    虎丘区: [-34, -12],
    吴江区: [14, 34],
};
const grouped = (value) => value.toLocaleString("zh-CN");
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function draw(element, option) {
    const chart = window.echarts.init(element, null, { renderer: "svg" });
    chart.setOption({ animation: !still, textStyle: TEXT, ...option });
    new ResizeObserver(() => chart.resize()).observe(element);
    return chart;
}

/** What a place or a month shows: a share with both its figures, or a plain count. */
function said(row) {
    if (row.whole === null) return `${grouped(row.part)} 户`;
    if (row.whole === 0) return "—";
    return `${row.share}%（${grouped(row.part)}/${grouped(row.whole)}）`;
}

function shadeOf(row, most) {
    if (row.whole === 0) return PAPER;
    const share = row.whole === null ? row.part / Math.max(most, 1) : Number(row.share) / 100;
    return SHADES[Math.min(SHADES.length - 1, Math.floor(share * SHADES.length))];
}

function map(element, data) {
    const most = Math.max(...data.rows.map((row) => row.part), 0);
    const places = data.rows.map((row) => {
        const shade = shadeOf(row, most);
        const label = { offset: ASIDE[row.name] ?? [0, 0] };
        return { name: row.name, value: row.part, row, itemStyle: { areaColor: shade }, label };
    });
    const chart = draw(element, {
        tooltip: {
            renderMode: "richText",
            formatter: ({ data: place }) =>
                place?.row ? `${place.row.name}\n${data.label} ${said(place.row)}` : "不在您的范围内",
        },
        series: [
            {
                type: "map",
                map: "苏州",
                selectedMode: false,
                layoutCenter: ["50%", "50%"],
                layoutSize: "100%",
                aspectScale: 0.85,
                itemStyle: { areaColor: PAPER, borderColor: SOFT, borderWidth: 0.8 },
                label: {
                    show: true,
                    fontSize: 12,
                    color: INK,
                    formatter: ({ name, data: place }) =>
                        place?.row?.share ? `${name}\n${place.row.share}%` : place?.row ? `${name}\n${place.row.part}` : name,
                },
                emphasis: { itemStyle: { areaColor: null, borderWidth: 2 }, label: { fontWeight: 600 } },
                data: places,
            },
        ],
    });
    chart.on("click", ({ data: place }) => {
        if (place?.row?.url) window.location.assign(place.row.url);
    });
}

function trend(element, data) {
    draw(element, {
        color: [DARK, SOFT, INK],
        tooltip: {
            trigger: "axis",
            renderMode: "richText",
            formatter: (points) =>
                [
                    data.days[points[0].dataIndex],
                    ...points.map((point) => `${point.seriesName} ${said(data.lines[point.seriesIndex].rows[point.dataIndex])}`),
                ].join("\n"),
        },
        legend: { top: 0, left: 0, textStyle: TEXT, itemWidth: 28 },
        grid: { top: 40, right: 16, bottom: 24, left: 44 },
        xAxis: { type: "category", data: data.days, axisLabel: { color: SOFT }, axisLine: { lineStyle: { color: SOFT } } },
        yAxis: {
            type: "value",
            max: 100,
            min: 0,
            axisLabel: { color: SOFT, formatter: "{value}%" },
            splitLine: { lineStyle: { color: LINE } },
        },
        series: data.lines.map((line, index) => ({
            name: line.label,
            type: "line",
            symbol: WAYS[index % WAYS.length].symbol,
            symbolSize: 7,
            lineStyle: { width: 2, type: WAYS[index % WAYS.length].type },
            data: line.rows.map((row) => (row.share === null ? null : Number(row.share))),
        })),
    });
}

// Money in bars: from light to dark as it comes closer to being spent, readable in black and white.
const STEPS = ["#ffffff", "#cfdfec", "#7eabd0", DARK];
const IN_TEN_THOUSANDS = (value) => (Math.abs(value) >= 10000 ? `${grouped(value / 10000)}万` : grouped(value));
const NARROW = 560;

/** What is said of a point: its name, and the exact amount as it stands in the table. */
function told(points, data) {
    const lines = points.map(({ seriesName, seriesIndex, dataIndex }) => `${seriesName} ${data.series[seriesIndex].texts[dataIndex]} 元`);
    return [points[0].name, ...lines].join("\n");
}

function opened(chart, data) {
    chart.on("click", ({ seriesIndex, dataIndex }) => {
        const url = data.series[seriesIndex]?.urls?.[dataIndex];
        if (url) window.location.assign(url);
    });
}

/** A group of bars for each source, one bar a step: budget, arranged, paid out, spent. */
function bars(element, data) {
    const narrow = element.clientWidth < NARROW;
    element.style.height = `${90 + data.names.length * 84}px`;
    const chart = draw(element, {
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", formatter: (points) => told(points, data) },
        legend: { top: 0, left: 0, textStyle: TEXT, itemWidth: 18, itemHeight: 12, selectedMode: false },
        grid: { top: 40, right: narrow ? 24 : 48, bottom: 28, left: narrow ? 96 : 180 },
        xAxis: {
            type: "value",
            min: 0,
            splitNumber: narrow ? 3 : 6,
            axisLabel: { color: SOFT, formatter: IN_TEN_THOUSANDS },
            splitLine: { lineStyle: { color: LINE } },
        },
        yAxis: {
            type: "category",
            inverse: true,
            data: data.names,
            axisLabel: { color: INK, width: narrow ? 84 : 164, overflow: "break", lineHeight: 16, fontSize: 13 },
            axisTick: { show: false },
            axisLine: { lineStyle: { color: SOFT } },
        },
        series: data.series.map((one, index) => ({
            name: one.label,
            type: "bar",
            barMaxWidth: 14,
            barGap: "15%",
            cursor: one.urls ? "pointer" : "default",
            itemStyle: { color: STEPS[index % STEPS.length], borderColor: DARK, borderWidth: 1 },
            data: one.values,
        })),
    });
    opened(chart, data);
}

/** The same sums over the years. */
function years(element, data) {
    const chart = draw(element, {
        color: [INK, SOFT, "#3d7ba8", DARK],
        tooltip: { trigger: "axis", renderMode: "richText", formatter: (points) => told(points, data) },
        legend: { top: 0, left: 0, textStyle: TEXT, itemWidth: 28 },
        grid: { top: element.clientWidth < NARROW ? 64 : 40, right: 24, bottom: 28, left: 64 },
        xAxis: { type: "category", data: data.names, axisLabel: { color: SOFT }, axisLine: { lineStyle: { color: SOFT } } },
        yAxis: { type: "value", min: 0, axisLabel: { color: SOFT, formatter: IN_TEN_THOUSANDS }, splitLine: { lineStyle: { color: LINE } } },
        series: data.series.map((one, index) => ({
            name: one.label,
            type: "line",
            symbol: WAYS[index % WAYS.length].symbol,
            symbolSize: 7,
            lineStyle: { width: 2, type: WAYS[index % WAYS.length].type },
            data: one.values,
        })),
    });
    opened(chart, data);
}

/** One body by dimension: the share of what applied, with both figures beside each name. */
function radar(element, data) {
    const narrow = element.clientWidth < NARROW;
    draw(element, {
        color: [DARK],
        tooltip: { renderMode: "richText", formatter: () => data.texts.join("\n") },
        radar: {
            radius: narrow ? "58%" : "68%",
            splitNumber: 4,
            axisName: { color: INK, fontSize: 13 },
            axisLine: { lineStyle: { color: LINE } },
            splitLine: { lineStyle: { color: LINE } },
            splitArea: { show: false },
            indicator: data.names.map((name) => ({ name, min: 0, max: 100 })),
        },
        series: [
            {
                type: "radar",
                symbolSize: 6,
                lineStyle: { width: 2 },
                areaStyle: { color: DARK, opacity: 0.12 },
                data: [{ value: data.values, name: "得分率" }],
            },
        ],
    });
}

/** The totals of one body over its rounds, out of a hundred; each point leads to its report. */
function totals(element, data) {
    const chart = draw(element, {
        color: [DARK],
        tooltip: { trigger: "axis", renderMode: "richText", formatter: ([point]) => data.texts[point.dataIndex] },
        grid: { top: 24, right: 24, bottom: 56, left: 44 },
        xAxis: {
            type: "category",
            data: data.names,
            axisLabel: { color: SOFT, width: 96, overflow: "break", lineHeight: 16 },
            axisLine: { lineStyle: { color: SOFT } },
        },
        yAxis: { type: "value", min: 0, max: 100, axisLabel: { color: SOFT }, splitLine: { lineStyle: { color: LINE } } },
        series: [
            {
                type: "line",
                symbolSize: 8,
                lineStyle: { width: 2 },
                label: { show: true, color: INK },
                data: data.values,
            },
        ],
    });
    chart.on("click", ({ dataIndex }) => {
        if (data.urls?.[dataIndex]) window.location.assign(data.urls[dataIndex]);
    });
}

/** Plain counts by name, one bar a series, upon each other. */
function counts(element, data) {
    const narrow = element.clientWidth < NARROW;
    element.style.height = `${90 + data.names.length * 40}px`;
    draw(element, {
        tooltip: {
            trigger: "axis",
            axisPointer: { type: "shadow" },
            renderMode: "richText",
            formatter: (points) => [points[0].name, ...points.map((one) => `${one.seriesName} ${grouped(one.value)} ${data.unit}`)].join("\n"),
        },
        legend: { top: 0, left: 0, textStyle: TEXT, itemWidth: 18, itemHeight: 12, selectedMode: false },
        grid: { top: 40, right: 24, bottom: 28, left: narrow ? 96 : 140 },
        xAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { color: SOFT }, splitLine: { lineStyle: { color: LINE } } },
        yAxis: {
            type: "category",
            inverse: true,
            data: data.names,
            axisLabel: { color: INK, width: narrow ? 84 : 124, overflow: "break", lineHeight: 16, fontSize: 13 },
            axisTick: { show: false },
            axisLine: { lineStyle: { color: SOFT } },
        },
        series: data.series.map((one, index) => ({
            name: one.label,
            type: "bar",
            stack: "all",
            barMaxWidth: 18,
            itemStyle: { color: index ? STEPS[1] : DARK, borderColor: DARK, borderWidth: 1 },
            data: one.values,
        })),
    });
}

const KINDS = { map, trend, bars, years, radar, totals, counts };

function figuresOf(element) {
    const source = document.getElementById(element.dataset.source ?? "");
    return JSON.parse(source ? source.textContent : element.dataset.figures);
}

function drawAll(root) {
    if (!window.echarts) return;
    for (const element of root.querySelectorAll("[data-chart]:empty")) {
        KINDS[element.dataset.chart](element, figuresOf(element));
    }
}

document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt.parentNode ?? document));
drawAll(document);
