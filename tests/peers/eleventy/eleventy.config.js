module.exports = () => {
  return {
    dir: { input: "content", includes: "../layouts", data: "../data", output: "site" },
    htmlTemplateEngine: false,
  };
};
