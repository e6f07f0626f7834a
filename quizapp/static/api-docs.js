// Shows the OpenAPI document named by the page.
SwaggerUIBundle({
  url: document.getElementById("api-docs").dataset.document,
  dom_id: "#api-docs",
  deepLinking: true,
  validatorUrl: null,
});
