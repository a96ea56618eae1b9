module.exports = (config) => {
  config.setFrontMatterParsingOptions({ language: "json" });
  return {
    dir: { input: "content", includes: "../layouts", data: "../data", output: "site" },
    htmlTemplateEngine: false,
  };
};
