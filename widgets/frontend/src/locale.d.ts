declare module "grapesjs/locale/*";
