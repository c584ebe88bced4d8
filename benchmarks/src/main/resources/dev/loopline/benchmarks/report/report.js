'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const PALETTES = {
    light: {
      ink: '#1b1f24', quiet: '#5c6670', line: '#d9dee3', page: '#ffffff',
      LOOPLINE: ['#0b5cad', '#0f9bb3', '#6d4fc4', '#1f7ae0'],
      FLOOR: ['#6b7580', '#9aa3ab', '#454d55', '#b5bcc3'],
      PEER: ['#d1660a', '#b3261e', '#2e7d32', '#b83280', '#8a6d00', '#795548', '#e08a8a', '#7aa21e', '#c47ad6', '#00695c'],
    },
    dark: {
      ink: '#e6e9ec', quiet: '#9aa5b0', line: '#333b43', page: '#14171a',
      LOOPLINE: ['#6cb2ff', '#4dd0e1', '#b39dff', '#3d8eff'],
      FLOOR: ['#9aa5b0', '#6b7580', '#c5ccd3', '#545d66'],
      PEER: ['#ffa552', '#ff7b72', '#7bd88f', '#f48fb1', '#e6c84a', '#bf9b8d', '#e6a5a5', '#b8d65c', '#d9a5e8', '#4db6ac'],
    },
  };
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'];
  const ROLES = ['LOOPLINE', 'FLOOR', 'PEER'];

  // A contender looks the same in every chart.
  const looks = new Map();
  for (const role of ROLES) {
    let index = 0;
    for (const result of data.results) {
      if (result.role === role && !looks.has(result.contender)) {
        looks.set(result.contender, {role, index: index++});
      }
    }
  }

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let printing = false;
  const palette = () => PALETTES[dark.matches && !printing ? 'dark' : 'light'];
  const color = (name) => {
    const {role, index} = looks.get(name);
    const colors = palette()[role];
    return colors[index % colors.length];
  };
  const symbol = (name) => SYMBOLS[looks.get(name).index % SYMBOLS.length];
  const dash = (name) => ({LOOPLINE: 'solid', FLOOR: 'dotted', PEER: 'solid'})[looks.get(name).role];
  const width = (name) => looks.get(name).role === 'LOOPLINE' ? 3 : 1.6;

  // As the tables write them.
  const figure = (value) => {
    const size = Math.abs(value);
    const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
    return value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});
  };
  const short = (value) => {
    for (const [unit, letter] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
      if (Math.abs(value) >= unit) {
        return +(value / unit).toPrecision(3) + letter;
      }
    }
    return String(+value.toPrecision(3));
  };

  const axis = (more) => {
    const p = palette();
    return Object.assign({
      axisLine: {lineStyle: {color: p.quiet}},
      axisTick: {lineStyle: {color: p.line}},
      axisLabel: {color: p.quiet, formatter: short},
      splitLine: {lineStyle: {color: p.line}},
      nameTextStyle: {color: p.quiet},
      nameLocation: 'middle',
    }, more);
  };
  const base = () => {
    const p = palette();
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: {fontFamily: getComputedStyle(document.body).fontFamily, color: p.ink},
      tooltip: {
        confine: true,
        backgroundColor: p.page,
        borderColor: p.line,
        textStyle: {color: p.ink, fontSize: 12},
        valueFormatter: (value) => Array.isArray(value) ? figure(value[value.length - 1]) : figure(value),
      },
      legend: {show: false},
      grid: {left: 14, right: 24, top: 16, bottom: 34, containLabel: true},
    };
  };

  function medians(results) {
    const sorted = [...results].sort((a, b) => (a.median - b.median) * (a.higherIsBetter ? -1 : 1));
    const p = palette();
    const unit = sorted[0].unit;
    const names = sorted.map((result) => result.contender);
    const whiskers = sorted.map((result, row) => ({
      type: 'line',
      name: result.contender,
      data: [[result.least, row], [result.greatest, row]],
      symbol: 'none',
      lineStyle: {color: p.ink, width: 1.5},
      silent: true,
      z: 3,
      tooltip: {show: false},
    }));
    return Object.assign(base(), {
      grid: {left: 14, right: 80, top: 8, bottom: 34, containLabel: true},
      xAxis: axis({type: 'value', min: 0, name: unit, nameGap: 28}),
      yAxis: axis({
        type: 'category', data: names, inverse: true, splitLine: {show: false}, axisTick: {show: false},
        axisLabel: {color: p.ink, fontSize: 12.5, interval: 0},
      }),
      series: [
        {
          type: 'bar',
          data: sorted.map((result) => ({
            value: result.median, name: result.contender, itemStyle: {color: color(result.contender), opacity: 0.85},
          })),
          barMaxWidth: 20,
        },
        ...whiskers,
        {
          type: 'scatter',
          name: 'round',
          data: sorted.flatMap((result, row) => result.rounds.map((value) => [value, row])),
          symbolSize: 5,
          itemStyle: {color: p.page, borderColor: p.ink, borderWidth: 1, opacity: 1},
          z: 4,
        },
        {
          // The text behind a row; nothing else is seen of it.
          type: 'scatter',
          data: sorted.map((result, row) => ({
            value: [result.greatest, row],
            label: {show: true, position: 'right', distance: 8, formatter: figure(result.median), color: p.ink, fontSize: 12},
          })),
          symbolSize: 0.01,
          silent: true,
          z: 5,
        },
      ],
    });
  }

  const line = (name, points) => ({
    type: 'line',
    name,
    data: points,
    color: color(name),
    symbol: symbol(name),
    symbolSize: 5,
    showAllSymbol: true,
    lineStyle: {width: width(name), type: dash(name)},
    emphasis: {focus: 'series'},
  });

  function percentiles(results) {
    const curves = results.filter((result) => result.percentiles);
    const most = Math.max(...curves.map((result) => result.percentiles.count));
    const unit = curves[0].percentiles.unit;
    return Object.assign(base(), {
      grid: {left: 26, right: 44, top: 16, bottom: 40, containLabel: true},
      xAxis: axis({
        type: 'log', min: 1, max: 10 ** Math.ceil(Math.log10(most)), name: 'percentile', nameGap: 28,
        axisLabel: {color: palette().quiet, formatter: (v) => v <= 1 ? '0 %' : +(100 - 100 / v).toFixed(8) + ' %'},
      }),
      yAxis: axis({type: 'log', name: unit, nameGap: 44}),
      series: curves.map((result) => line(result.contender, result.percentiles.points
        .map(([percentile, value]) => [percentile >= 100 ? result.percentiles.count : 100 / (100 - percentile), value])
        .filter(([, value]) => value > 0))),
    });
  }

  function load(results, field, name, ideal) {
    const steps = results.filter((result) => result.load.length > 0);
    const rates = steps.flatMap((result) => result.load.map((step) => step.offeredPerSecond)).filter((rate) => rate > 0);
    const series = steps.map((result) => line(result.contender, result.load
      .map((step) => [step.offeredPerSecond, step[field]]).filter(([rate, value]) => rate > 0 && value > 0)));
    if (ideal) {
      series.push({
        type: 'line', name: 'all of it', silent: true, symbol: 'none', tooltip: {show: false},
        data: [Math.min(...rates), Math.max(...rates)].map((rate) => [rate, rate]),
        lineStyle: {color: palette().quiet, width: 1, type: 'dashed'},
      });
    }
    return Object.assign(base(), {
      grid: {left: 26, right: 44, top: 16, bottom: 40, containLabel: true},
      xAxis: axis({type: 'log', name: 'offered per second', nameGap: 28}),
      yAxis: axis({type: 'log', name, nameGap: 44}),
      series,
    });
  }

  const KINDS = {
    medians: {option: medians, height: (results) => 60 + 30 * results.length},
    percentiles: {option: percentiles, height: () => 400, legend: (result) => result.percentiles},
    achieved: {
      option: (results) => load(results, 'achievedPerSecond', 'done per second', true), height: () => 320,
      legend: (result) => result.load.length > 0, group: ['achieved', 'p50', 'p99', 'p99.9'],
    },
    p50: {option: (results) => load(results, 'p50Micros', 'p50, us'), height: () => 320},
    p99: {option: (results) => load(results, 'p99Micros', 'p99, us'), height: () => 320},
    'p99.9': {option: (results) => load(results, 'p999Micros', 'p99.9, us'), height: () => 320},
  };

  const charts = [];
  for (const element of document.querySelectorAll('.chart')) {
    const kind = KINDS[element.dataset.kind];
    const results = data.results.filter((result) => result.scenario === element.dataset.scenario);
    element.style.height = kind.height(results) + 'px';
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', element.nextElementSibling.textContent + ' The same values are in the tables.');
    const chart = echarts.init(element, null, {renderer: 'svg'});
    charts.push({chart, element, kind, results});
  }

  const SVG = 'http://www.w3.org/2000/svg';
  function swatch(name) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('width', 22);
    svg.setAttribute('height', 10);
    const stroke = document.createElementNS(SVG, 'path');
    stroke.setAttribute('d', 'M0 5H22');
    stroke.setAttribute('stroke', color(name));
    stroke.setAttribute('stroke-width', width(name));
    if (dash(name) === 'dotted') {
      stroke.setAttribute('stroke-dasharray', '2 2');
    }
    svg.append(stroke);
    return svg;
  }

  // A legend for a chart, or for those beside it too; a click hides a contender and shows it again.
  function addLegend({element, kind, results}) {
    const legend = document.createElement('div');
    legend.className = 'legend';
    const box = element.closest('.grid') ?? element.parentElement;
    for (const name of results.filter(kind.legend).map((result) => result.contender)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      button.dataset.contender = name;
      button.append(swatch(name), name);
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') === 'false'));
        charts.filter((other) => box.contains(other.element))
          .forEach(({chart}) => chart.dispatchAction({type: 'legendToggleSelect', name}));
      });
      legend.append(button);
    }
    if (box.classList.contains('grid')) {
      legend.classList.add('shared');
    }
    box.prepend(legend);
  }

  function draw() {
    for (const {chart, kind, results} of charts) {
      chart.setOption(kind.option(results), {notMerge: true});
    }
    for (const button of document.querySelectorAll('.legend button')) {
      button.querySelector('svg').replaceWith(swatch(button.dataset.contender));
      button.setAttribute('aria-pressed', 'true');
    }
  }

  function resize() {
    charts.forEach(({chart}) => chart.resize());
  }

  charts.filter(({kind}) => kind.legend).forEach(addLegend);
  draw();
  window.addEventListener('resize', resize);
  dark.addEventListener('change', draw);
  // Paper is white, and narrower than most windows: about so many pixels of a page without its margins.
  const PAPER = 680;
  window.addEventListener('beforeprint', () => {
    printing = true;
    for (const {chart, element} of charts) {
      chart.resize({width: element.closest('.grid') ? PAPER / 2 - 12 : PAPER});
    }
    draw();
    charts.forEach(({chart}) => chart.getZr().flush());
  });
  window.addEventListener('afterprint', () => {
    printing = false;
    charts.forEach(({chart}) => chart.resize({width: 'auto'}));
    draw();
  });

  document.getElementById('save').addEventListener('click', () => {
    const {commit, time, machine} = data;
    const lines = data.results.map((result) => JSON.stringify({...result, commit, time, machine})).join(',\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['[\n' + lines + '\n]\n'], {type: 'application/json'}));
    link.download = 'results.json';
    link.click();
    URL.revokeObjectURL(link.href);
  });
})();
