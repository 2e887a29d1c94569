// The part of a project's page by which videos come into it; who may only look does not load it.

import { takeFiles } from "./bringing.js";
import { offerPicking } from "./picking.js";

offerPicking();
takeFiles();
