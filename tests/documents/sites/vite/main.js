import "gvmi-hash";
