// One project's page: its name, and its files.

import { listenForCopies } from "./copying.js";
import { closeMenus } from "./menus.js";
import { renameInPlace } from "./naming.js";
import { refreshWithCare } from "./refreshing.js";

closeMenus();
renameInPlace();
listenForCopies();
refreshWithCare();
