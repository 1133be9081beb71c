// Runs in the browser itself: puts in place of Firefox's file dialog one in which the folder
// `arguments[0]` is chosen at once, and answers the question whether the page may have it. The
// driver itself hangs when it is to answer.
Services.obs.addObserver(function loaded(question) {
  Services.obs.removeObserver(loaded, "common-dialog-loaded");
  const accept = () => {
    if (question.closed) return;
    // It does nothing in its first second.
    question.document.getElementById("commonDialog").getButton("accept").click();
    question.setTimeout(accept, 100);
  };
  accept();
}, "common-dialog-loaded");
const folder = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
folder.initWithPath(arguments[0]);
const dialog = {
  QueryInterface: ChromeUtils.generateQI(["nsIFilePicker"]),
  init() {},
  appendFilters() {},
  appendFilter() {},
  appendRawFilter() {},
  open(listener) {
    Services.tm.dispatchToMainThread(() => listener.done(Ci.nsIFilePicker.returnOK));
  },
  file: folder,
  domFileOrDirectory: null,
};
Components.manager.QueryInterface(Ci.nsIComponentRegistrar).registerFactory(
  Components.ID(Services.uuid.generateUUID().toString()),
  "",
  "@mozilla.org/filepicker;1",
  {
    QueryInterface: ChromeUtils.generateQI(["nsIFactory"]),
    createInstance: (asked) => dialog.QueryInterface(asked),
  },
);
