// Two numbers on one line of the gutter stack instead of covering each other.

export function gutter() {
  let waiting = 0;
  const later = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(apart); };
  document.addEventListener("desk:shown", later);
  addEventListener("resize", later);
  document.fonts?.ready.then(later);
}

function apart() {
  const numbers = [...document.querySelectorAll(".sheet .n")];
  for (const number of numbers) number.style.marginTop = "";
  let last = -Infinity;
  const tops = numbers.map((number) => number.getBoundingClientRect().top);
  numbers.forEach((number, i) => {
    let top = tops[i];
    if (top - last < 15) {
      number.style.marginTop = `${15 - (top - last)}px`;
      top = last + 15;
    }
    last = top;
  });
}
