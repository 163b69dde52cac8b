// Stands in for jQuery, of which the widgets use this much: a list of one element that knows how to
// go and how to be emptied.
export default function $(element) {
  return Object.assign(Object.create($.prototype), { 0: element, length: 1 });
}

$.prototype.empty = function () {
  this[0].replaceChildren();
  return this;
};

$.prototype.remove = function () {
  this[0].remove();
  return this;
};
