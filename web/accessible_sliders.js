// The stock sliders give screen readers a number without a name. This adds the slider's
// description to its handle and to the number beside it that can be edited.
export function labelSlider(SliderView) {
  return class extends SliderView {
    update(options) {
      super.update(options);
      this.nameParts();
    }

    updateDescription() {
      super.updateDescription();
      this.nameParts();
    }

    nameParts() {
      const description = this.model.get("description") || "value";
      this.el.querySelector("[role=slider]")?.setAttribute("aria-label", description);
      this.readout?.setAttribute("role", "textbox");
      this.readout?.setAttribute("aria-label", `${description}, exact value`);
    }
  };
}
