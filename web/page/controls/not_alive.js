// Says at a control's place why it does not move; its picture and its sentence stay there.
export function sayWhy(place, reason) {
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.textContent = `This control could not start: ${reason.replace(/:? blob:\S+|\.$/, "")}. Reload the page to try again.`;
  place.classList.add("not-alive");
  place.prepend(said);
}
