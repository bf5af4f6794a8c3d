// All of the portal's scripts. Every page works without them; they make it quick and keep what is typed.
import "@digdir/designsystemet-web/dialog";
import "@digdir/designsystemet-web/invokers";
import { installAutosave } from "./scripts/autosave.js";
import { installCsrf } from "./scripts/csrf.js";
import { installDays } from "./scripts/day.js";
import { installFaults } from "./scripts/faults.js";
import { installFocus } from "./scripts/focus.js";
import { installMenus } from "./scripts/menu.js";
import { installPrint } from "./scripts/print.js";
import { installParts } from "./scripts/parts.js";
import { installReorder } from "./scripts/reorder.js";
import { installSession } from "./scripts/session.js";
import { installToasts } from "./scripts/toast.js";

installCsrf();
installFaults();
installSession();
installToasts();
installAutosave();
installParts();
installReorder();
installFocus();
installMenus();
installDays();
installPrint();
