// Fetch the figures every five seconds while somebody looks. Without scripts the page is complete, and stays as it is.
(function () {
  "use strict";
  var target = document.getElementById("live");
  function refresh() {
    if (document.hidden) {
      return;
    }
    fetch("live", { cache: "no-store" })
      .then(function (answer) {
        if (!answer.ok) {
          throw new Error("status " + answer.status);
        }
        return answer.text();
      })
      .then(function (html) {
        target.innerHTML = html;
        target.classList.remove("stale");
      })
      .catch(function () {
        target.classList.add("stale");
      });
  }
  setInterval(refresh, 5000);
})();
