package dev.kindling.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * The five calls of MLflow's REST API (version 2.0) that logging a run takes. MLflow's own client
 * brings twenty jars, among them another HTTP client, for these.
 */
final class MlflowServer {
  private static final Duration PATIENCE = Duration.ofSeconds(5); // for one answer
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A server that does not do what it is asked. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;

    RefusedException(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }

    /** Whether asking again will not help. */
    boolean isFinal() {
      return status < 500 && status != 408 && status != 429;
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private final String address;
  private final String authorization; // null for none

  /**
   * A server at an address.
   *
   * @param environment of the process, with MLflow's own variables of users and tokens
   * @throws IllegalArgumentException if it is no address of HTTP
   */
  MlflowServer(String address, Map<String, String> environment) {
    URI uri = URI.create(address.strip());
    if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException("it must be an address of http or https");
    }
    this.address =
        uri.getScheme()
            + "://"
            + uri.getRawAuthority().replaceFirst("^.*@", "")
            + uri.getRawPath().replaceFirst("/+$", "");
    authorization = authorization(uri.getUserInfo(), environment);
  }

  private static String authorization(String userInfo, Map<String, String> environment) {
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    String password = environment.get("MLFLOW_TRACKING_PASSWORD");
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    if (user != null && password != null) {
      return basic(user + ":" + password);
    } else if (token != null) {
      return "Bearer " + token;
    }
    return userInfo == null ? null : basic(userInfo);
  }

  private static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /** The id of an experiment, which is made where there is none of the name. */
  String experiment(String name) throws IOException, InterruptedException {
    try {
      String query = "?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
      JsonNode found = send("experiments/get-by-name" + query, null);
      return found.path("experiment").path("experiment_id").asText();
    } catch (RefusedException e) {
      if (!"RESOURCE_DOES_NOT_EXIST".equals(e.code)) {
        throw e;
      }
      return send("experiments/create", Map.of("name", name)).path("experiment_id").asText();
    }
  }

  /** Creates a run and returns its id. */
  String createRun(Map<String, Object> run) throws IOException, InterruptedException {
    String id = send("runs/create", run).path("run").path("info").path("run_id").asText();
    if (id.isEmpty()) {
      throw new IOException("its answer to runs/create has no run_id");
    }
    return id;
  }

  /** Logs up to 1,000 metrics, 100 parameters and 100 tags. */
  void logBatch(Map<String, Object> batch) throws IOException, InterruptedException {
    send("runs/log-batch", batch);
  }

  void updateRun(Map<String, Object> change) throws IOException, InterruptedException {
    send("runs/update", change);
  }

  /**
   * @param body null to GET
   */
  private JsonNode send(String call, Map<String, Object> body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + call)).timeout(PATIENCE);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
      request.POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw refused(call.replaceFirst("\\?.*", ""), response);
    }
    return JSON.readTree(response.body());
  }

  private static RefusedException refused(String call, HttpResponse<String> response) {
    JsonNode answer;
    try {
      answer = JSON.readTree(response.body());
    } catch (IOException e) { // a page of a proxy's
      answer = JSON.missingNode();
    }
    String message = answer.path("message").asText();
    return new RefusedException(
        response.statusCode(),
        answer.path("error_code").asText(),
        "%s answers %d%s"
            .formatted(call, response.statusCode(), message.isEmpty() ? "" : ": " + message));
  }

  @Override
  public String toString() {
    return address;
  }
}
