// The stock sliders give screen readers a number without a name, and that of a logarithmic slider
// is the exponent. This adds the slider's description to its handle and to the number beside it that
// can be edited, and lets the handle say what that number shows.
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

    handleSliderUpdateEvent(values, handle) {
      super.handleSliderUpdateEvent(values, handle);
      this.nameParts();
    }

    nameParts() {
      if (!this.readout) return; // the description comes before the slider
      const description = this.model.get("description") || "value";
      const handle = this.el.querySelector("[role=slider]");
      handle.setAttribute("aria-label", description);
      handle.setAttribute("aria-valuetext", this.readout.textContent);
      this.readout.setAttribute("role", "textbox");
      this.readout.setAttribute("aria-label", `${description}, exact value`);
    }
  };
}
