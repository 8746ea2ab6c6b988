// Teller Connect of the simulated banks: lists them, and brings what the real one would.
(() => {
  const base = document.currentScript.src.replace(/\/connect\.js$/, "");
  const banks = ["chase", "wells-fargo", "citi", "american-express", "paypal"];
  window.TellerConnect = {
    setup: (wanted) => ({
      open: () => {
        const offer = (label, act) => {
          const button = document.createElement("button");
          button.textContent = label;
          button.onclick = act;
          document.body.append(button, " ");
        };
        const link = (bank) => async () => {
          const query = new URLSearchParams({
            application_id: wanted.applicationId,
            enrollment: wanted.enrollmentId || "",
          });
          const answer = await fetch(`${base}/connect/${bank}?${query}`);
          if (answer.ok) wanted.onSuccess(await answer.json());
        };
        if (wanted.enrollmentId) offer("Sign in again", link("again"));
        else banks.forEach((bank) => offer(bank, link(bank)));
        offer("Leave", () => wanted.onExit());
      },
    }),
  };
})();
