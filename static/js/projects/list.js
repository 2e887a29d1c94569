// The list of projects: renamed in place, and drawn anew while something is being made.

import { closeMenus } from "./menus.js";
import { renameInPlace } from "./naming.js";
import { refreshWithCare } from "./refreshing.js";

closeMenus();
renameInPlace();
refreshWithCare();
